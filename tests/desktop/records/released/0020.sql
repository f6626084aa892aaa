CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE audit (
	sequence INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER, 
	action VARCHAR NOT NULL, 
	subject_kind VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	count INTEGER NOT NULL, 
	details TEXT NOT NULL, 
	previous VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (sequence), 
	CONSTRAINT fk_audit_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id), 
	CONSTRAINT uq_audit_hash UNIQUE (hash)
);
CREATE INDEX ix_audit_action ON audit (action);
CREATE INDEX ix_audit_at_officer_id_action ON audit (at, officer_id, action);
CREATE INDEX ix_audit_officer_id_at_action ON audit (officer_id, at, action);
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN NOT EXISTS (SELECT 1 FROM audit_anchors WHERE sequence >= OLD.sequence) BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit  BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TABLE audit_anchors (
	sequence INTEGER NOT NULL, 
	hash VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	CONSTRAINT pk_audit_anchors PRIMARY KEY (sequence)
);
CREATE TRIGGER audit_anchors_no_delete BEFORE DELETE ON audit_anchors  BEGIN SELECT RAISE(ABORT, 'audit_anchors is append-only'); END;
CREATE TRIGGER audit_anchors_no_update BEFORE UPDATE ON audit_anchors  BEGIN SELECT RAISE(ABORT, 'audit_anchors is append-only'); END;
CREATE TABLE audit_people (
	citizen_id INTEGER NOT NULL, 
	sequence INTEGER NOT NULL, 
	CONSTRAINT pk_audit_people PRIMARY KEY (citizen_id, sequence), 
	CONSTRAINT fk_audit_people_sequence FOREIGN KEY(sequence) REFERENCES audit (sequence)
);
CREATE INDEX ix_audit_people_sequence ON audit_people (sequence);
CREATE TRIGGER audit_people_no_delete BEFORE DELETE ON audit_people WHEN NOT EXISTS (SELECT 1 FROM audit_anchors WHERE sequence >= OLD.sequence) BEGIN SELECT RAISE(ABORT, 'audit_people is append-only'); END;
CREATE TRIGGER audit_people_no_update BEFORE UPDATE ON audit_people  BEGIN SELECT RAISE(ABORT, 'audit_people is append-only'); END;
CREATE TABLE batches (
	id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	ended_at VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	CONSTRAINT pk_batches PRIMARY KEY (id), 
	CONSTRAINT fk_batches_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE TABLE book_counts (
	id INTEGER NOT NULL, 
	book_id INTEGER NOT NULL, 
	pages INTEGER NOT NULL, 
	entries INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	note VARCHAR NOT NULL, 
	CONSTRAINT pk_book_counts PRIMARY KEY (id), 
	CONSTRAINT fk_book_counts_book_id FOREIGN KEY(book_id) REFERENCES books (id), 
	CONSTRAINT fk_book_counts_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_book_counts_book_id ON book_counts (book_id);
CREATE TRIGGER book_counts_no_delete BEFORE DELETE ON book_counts BEGIN SELECT RAISE(ABORT, 'book_counts is append-only'); END;
CREATE TRIGGER book_counts_no_update BEFORE UPDATE ON book_counts BEGIN SELECT RAISE(ABORT, 'book_counts is append-only'); END;
CREATE TRIGGER book_counts_tally AFTER INSERT ON book_counts BEGIN INSERT INTO book_tallies SELECT kind, first_year, 'collected', NEW.entries - coalesce((SELECT entries FROM book_counts WHERE book_id = NEW.book_id AND id < NEW.id ORDER BY id DESC LIMIT 1), 0) FROM books WHERE id = NEW.book_id ON CONFLICT (kind, year, stage) DO UPDATE SET entries = entries + excluded.entries;  END;
CREATE TABLE book_drafts (
	entry_id INTEGER NOT NULL, 
	officer_id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	fields TEXT NOT NULL, 
	CONSTRAINT pk_book_drafts PRIMARY KEY (entry_id, officer_id), 
	CONSTRAINT fk_book_drafts_entry_id FOREIGN KEY(entry_id) REFERENCES book_entries (id), 
	CONSTRAINT fk_book_drafts_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE TABLE book_draw_members (
	draw_id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	drawn BOOLEAN NOT NULL, 
	CONSTRAINT pk_book_draw_members PRIMARY KEY (draw_id, entry_id), 
	CONSTRAINT fk_book_draw_members_draw_id FOREIGN KEY(draw_id) REFERENCES book_draws (id), 
	CONSTRAINT fk_book_draw_members_entry_id FOREIGN KEY(entry_id) REFERENCES book_entries (id)
);
CREATE TRIGGER book_draw_members_no_delete BEFORE DELETE ON book_draw_members BEGIN SELECT RAISE(ABORT, 'book_draw_members is append-only'); END;
CREATE TRIGGER book_draw_members_no_update BEFORE UPDATE ON book_draw_members BEGIN SELECT RAISE(ABORT, 'book_draw_members is append-only'); END;
CREATE TABLE book_draws (
	id INTEGER NOT NULL, 
	book_id INTEGER NOT NULL, 
	seed VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	CONSTRAINT pk_book_draws PRIMARY KEY (id), 
	CONSTRAINT fk_book_draws_book_id FOREIGN KEY(book_id) REFERENCES books (id), 
	CONSTRAINT fk_book_draws_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_book_draws_book_id ON book_draws (book_id);
CREATE TRIGGER book_draws_no_delete BEFORE DELETE ON book_draws BEGIN SELECT RAISE(ABORT, 'book_draws is append-only'); END;
CREATE TRIGGER book_draws_no_update BEFORE UPDATE ON book_draws BEGIN SELECT RAISE(ABORT, 'book_draws is append-only'); END;
CREATE TABLE book_entries (
	id INTEGER NOT NULL, 
	book_id INTEGER NOT NULL, 
	page INTEGER NOT NULL, 
	number VARCHAR NOT NULL, 
	CONSTRAINT pk_book_entries PRIMARY KEY (id), 
	CONSTRAINT fk_book_entries_book_id FOREIGN KEY(book_id) REFERENCES books (id), 
	CONSTRAINT uq_book_entries_book_id_number UNIQUE (book_id, number)
);
CREATE INDEX ix_book_entries_book_id_page ON book_entries (book_id, page);
CREATE TRIGGER book_entries_no_delete BEFORE DELETE ON book_entries BEGIN SELECT RAISE(ABORT, 'book_entries is append-only'); END;
CREATE TRIGGER book_entries_no_update BEFORE UPDATE ON book_entries WHEN NEW.book_id <> OLD.book_id OR NOT EXISTS (SELECT 1 FROM book_entry_corrections AS c WHERE c.entry_id = OLD.id AND c.page_before = OLD.page AND c.number_before = OLD.number AND c.page = NEW.page AND c.number = NEW.number) BEGIN SELECT RAISE(ABORT, 'book_entries is append-only but for corrections'); END;
CREATE TABLE book_entry_corrections (
	id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	page_before INTEGER NOT NULL, 
	number_before VARCHAR NOT NULL, 
	page INTEGER NOT NULL, 
	number VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	note VARCHAR NOT NULL, 
	CONSTRAINT pk_book_entry_corrections PRIMARY KEY (id), 
	CONSTRAINT fk_book_entry_corrections_entry_id FOREIGN KEY(entry_id) REFERENCES book_entries (id), 
	CONSTRAINT fk_book_entry_corrections_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_book_entry_corrections_entry_id ON book_entry_corrections (entry_id);
CREATE TRIGGER book_entry_corrections_no_delete BEFORE DELETE ON book_entry_corrections BEGIN SELECT RAISE(ABORT, 'book_entry_corrections is append-only'); END;
CREATE TRIGGER book_entry_corrections_no_update BEFORE UPDATE ON book_entry_corrections BEGIN SELECT RAISE(ABORT, 'book_entry_corrections is append-only'); END;
CREATE TABLE book_entry_events (
	id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	stage VARCHAR NOT NULL, 
	returned_from VARCHAR, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	note VARCHAR NOT NULL, 
	counted BOOLEAN NOT NULL, 
	CONSTRAINT pk_book_entry_events PRIMARY KEY (id), 
	CONSTRAINT fk_book_entry_events_entry_id FOREIGN KEY(entry_id) REFERENCES book_entries (id), 
	CONSTRAINT fk_book_entry_events_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id), 
	CONSTRAINT uq_book_entry_events_entry_id_round_stage UNIQUE (entry_id, round, stage)
);
CREATE TRIGGER book_entry_events_no_delete BEFORE DELETE ON book_entry_events BEGIN SELECT RAISE(ABORT, 'book_entry_events is append-only'); END;
CREATE TRIGGER book_entry_events_no_update BEFORE UPDATE ON book_entry_events BEGIN SELECT RAISE(ABORT, 'book_entry_events is append-only'); END;
CREATE TABLE book_entry_versions (
	id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	fields TEXT NOT NULL, 
	CONSTRAINT pk_book_entry_versions PRIMARY KEY (id), 
	CONSTRAINT fk_book_entry_versions_entry_id FOREIGN KEY(entry_id) REFERENCES book_entries (id), 
	CONSTRAINT fk_book_entry_versions_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id), 
	CONSTRAINT uq_book_entry_versions_entry_id_round UNIQUE (entry_id, round)
);
CREATE TRIGGER book_entry_versions_no_delete BEFORE DELETE ON book_entry_versions BEGIN SELECT RAISE(ABORT, 'book_entry_versions is append-only'); END;
CREATE TRIGGER book_entry_versions_no_update BEFORE UPDATE ON book_entry_versions BEGIN SELECT RAISE(ABORT, 'book_entry_versions is append-only'); END;
CREATE TABLE book_matches (
	id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	result VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	note VARCHAR NOT NULL, 
	CONSTRAINT pk_book_matches PRIMARY KEY (id), 
	CONSTRAINT fk_book_matches_entry_id FOREIGN KEY(entry_id) REFERENCES book_entries (id), 
	CONSTRAINT fk_book_matches_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_book_matches_entry_id ON book_matches (entry_id);
CREATE TRIGGER book_matches_no_delete BEFORE DELETE ON book_matches BEGIN SELECT RAISE(ABORT, 'book_matches is append-only'); END;
CREATE TRIGGER book_matches_no_update BEFORE UPDATE ON book_matches BEGIN SELECT RAISE(ABORT, 'book_matches is append-only'); END;
CREATE TABLE book_packages (
	id INTEGER NOT NULL, 
	book_id INTEGER NOT NULL, 
	first_page INTEGER NOT NULL, 
	last_page INTEGER NOT NULL, 
	officer_id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	given_by INTEGER NOT NULL, 
	note VARCHAR NOT NULL, 
	CONSTRAINT pk_book_packages PRIMARY KEY (id), 
	CONSTRAINT fk_book_packages_book_id FOREIGN KEY(book_id) REFERENCES books (id), 
	CONSTRAINT fk_book_packages_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id), 
	CONSTRAINT fk_book_packages_given_by FOREIGN KEY(given_by) REFERENCES officers (id)
);
CREATE INDEX ix_book_packages_book_id ON book_packages (book_id);
CREATE INDEX ix_book_packages_officer_id ON book_packages (officer_id);
CREATE TRIGGER book_packages_no_delete BEFORE DELETE ON book_packages BEGIN SELECT RAISE(ABORT, 'book_packages is append-only'); END;
CREATE TRIGGER book_packages_no_update BEFORE UPDATE ON book_packages BEGIN SELECT RAISE(ABORT, 'book_packages is append-only'); END;
CREATE TABLE book_pictures (
	id INTEGER NOT NULL, 
	book_id INTEGER NOT NULL, 
	page INTEGER NOT NULL, 
	file_id INTEGER NOT NULL, 
	dpi INTEGER NOT NULL, 
	defects VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	CONSTRAINT pk_book_pictures PRIMARY KEY (id), 
	CONSTRAINT fk_book_pictures_book_id FOREIGN KEY(book_id) REFERENCES books (id), 
	CONSTRAINT fk_book_pictures_file_id FOREIGN KEY(file_id) REFERENCES files (id), 
	CONSTRAINT fk_book_pictures_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_book_pictures_book_id_page ON book_pictures (book_id, page);
CREATE INDEX ix_book_pictures_file_id ON book_pictures (file_id);
CREATE TRIGGER book_pictures_no_delete BEFORE DELETE ON book_pictures BEGIN SELECT RAISE(ABORT, 'book_pictures is append-only'); END;
CREATE TRIGGER book_pictures_no_update BEFORE UPDATE ON book_pictures BEGIN SELECT RAISE(ABORT, 'book_pictures is append-only'); END;
CREATE TABLE book_standings (
	entry_id INTEGER NOT NULL, 
	book_id INTEGER NOT NULL, 
	stage VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	enterer_id INTEGER, 
	drawn BOOLEAN NOT NULL, 
	draw_id INTEGER, 
	CONSTRAINT pk_book_standings PRIMARY KEY (entry_id), 
	CONSTRAINT fk_book_standings_entry_id FOREIGN KEY(entry_id) REFERENCES book_entries (id), 
	CONSTRAINT fk_book_standings_book_id FOREIGN KEY(book_id) REFERENCES books (id), 
	CONSTRAINT fk_book_standings_enterer_id FOREIGN KEY(enterer_id) REFERENCES officers (id), 
	CONSTRAINT fk_book_standings_draw_id FOREIGN KEY(draw_id) REFERENCES book_draws (id)
);
CREATE INDEX ix_book_standings_book_id_stage ON book_standings (book_id, stage);
CREATE INDEX ix_book_standings_draw_id_drawn_stage ON book_standings (draw_id, drawn, stage);
CREATE TRIGGER book_standings_first BEFORE INSERT ON book_standings WHEN NEW.stage <> 'collected' BEGIN SELECT RAISE(ABORT, 'book_standings begin at collected'); END;
CREATE TRIGGER book_standings_no_delete BEFORE DELETE ON book_standings BEGIN SELECT RAISE(ABORT, 'book_standings are never deleted'); END;
CREATE TRIGGER book_standings_tally AFTER UPDATE OF stage ON book_standings BEGIN INSERT INTO book_tallies SELECT kind, first_year, OLD.stage, -1 FROM books WHERE id = NEW.book_id ON CONFLICT (kind, year, stage) DO UPDATE SET entries = entries + excluded.entries; INSERT INTO book_tallies SELECT kind, first_year, NEW.stage, 1 FROM books WHERE id = NEW.book_id ON CONFLICT (kind, year, stage) DO UPDATE SET entries = entries + excluded.entries;  END;
CREATE TABLE book_tallies (
	kind VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	stage VARCHAR NOT NULL, 
	entries INTEGER NOT NULL, 
	CONSTRAINT pk_book_tallies PRIMARY KEY (kind, year, stage)
);
CREATE TABLE books (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	first_year INTEGER NOT NULL, 
	last_year INTEGER NOT NULL, 
	number VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	CONSTRAINT pk_books PRIMARY KEY (id), 
	CONSTRAINT fk_books_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id), 
	CONSTRAINT uq_books_kind_unit_first_year_last_year_number UNIQUE (kind, unit, first_year, last_year, number)
);
CREATE TRIGGER books_no_delete BEFORE DELETE ON books BEGIN SELECT RAISE(ABORT, 'books is append-only'); END;
CREATE TRIGGER books_no_update BEFORE UPDATE ON books BEGIN SELECT RAISE(ABORT, 'books is append-only'); END;
CREATE TABLE case_code_counters (
	prefix VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	last INTEGER NOT NULL, 
	CONSTRAINT pk_case_code_counters PRIMARY KEY (prefix, day)
);
CREATE TABLE case_due_spans (
	case_id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	day VARCHAR NOT NULL, 
	due_at VARCHAR NOT NULL, 
	remaining INTEGER, 
	CONSTRAINT pk_case_due_spans PRIMARY KEY (case_id, event_id), 
	CONSTRAINT fk_case_due_spans_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_case_due_spans_event_id FOREIGN KEY(event_id) REFERENCES case_history (id)
);
CREATE TABLE case_event_details (
	event_id INTEGER NOT NULL, 
	details TEXT NOT NULL, 
	CONSTRAINT pk_case_event_details PRIMARY KEY (event_id), 
	CONSTRAINT fk_case_event_details_event_id FOREIGN KEY(event_id) REFERENCES case_history (id)
);
CREATE TRIGGER case_event_details_no_delete BEFORE DELETE ON case_event_details BEGIN SELECT RAISE(ABORT, 'case_event_details is append-only'); END;
CREATE TRIGGER case_event_details_no_update BEFORE UPDATE ON case_event_details WHEN NOT (NEW.event_id = OLD.event_id AND NEW.details = json_replace(OLD.details, '$.name', '', '$.id_number', '', '$.tracking', '', '$.authority', '', '$.number', '') AND EXISTS (SELECT 1 FROM erasures AS e WHERE e.kind = 'case' AND e.subject_id = (SELECT case_id FROM case_history WHERE id = OLD.event_id))) BEGIN SELECT RAISE(ABORT, 'case_event_details is append-only'); END;
CREATE TABLE case_history (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	event VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, day VARCHAR GENERATED ALWAYS AS (substr(at, 1, 10)) VIRTUAL, 
	CONSTRAINT pk_case_history PRIMARY KEY (id), 
	CONSTRAINT fk_case_history_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_case_history_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_case_history_case_id_state ON case_history (case_id, state);
CREATE INDEX ix_case_history_day_state_case_id_event ON case_history (day, state, case_id, event);
CREATE TRIGGER case_history_no_delete BEFORE DELETE ON case_history BEGIN SELECT RAISE(ABORT, 'case history is append-only'); END;
CREATE TRIGGER case_history_no_update BEFORE UPDATE ON case_history WHEN NOT (NEW.id IS OLD.id AND NEW.case_id IS OLD.case_id AND NEW.at IS OLD.at AND NEW.officer_id IS OLD.officer_id AND NEW.event IS OLD.event AND NEW.state IS OLD.state AND NEW.note = '' AND EXISTS (SELECT 1 FROM erasures WHERE kind = 'case' AND subject_id = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'case_history is append-only'); END;
CREATE TABLE case_lacks (
	case_id INTEGER NOT NULL, 
	system VARCHAR NOT NULL, 
	CONSTRAINT pk_case_lacks PRIMARY KEY (case_id, system), 
	CONSTRAINT fk_case_lacks_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE INDEX ix_case_lacks_system_case_id ON case_lacks (system, case_id);
CREATE VIRTUAL TABLE case_names USING fts5(name, content='', contentless_delete=1, prefix='1 2 3', tokenize='unicode61 remove_diacritics 0');
CREATE TABLE case_papers (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	spec_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	answer VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	originals INTEGER NOT NULL, 
	copies INTEGER NOT NULL, 
	waiver_id VARCHAR NOT NULL, 
	waiver_reason VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	CONSTRAINT pk_case_papers PRIMARY KEY (id), 
	CONSTRAINT fk_case_papers_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_papers_case_id_position UNIQUE (case_id, position)
);
CREATE TABLE case_standings (
	case_id INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	due_at VARCHAR, 
	part VARCHAR NOT NULL, 
	holder_id INTEGER, 
	moved_at VARCHAR NOT NULL, 
	CONSTRAINT pk_case_standings PRIMARY KEY (case_id), 
	CONSTRAINT fk_case_standings_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_case_standings_holder_id FOREIGN KEY(holder_id) REFERENCES officers (id)
);
CREATE INDEX ix_case_standings_due_at ON case_standings (due_at);
CREATE INDEX ix_case_standings_holder_id_due_at ON case_standings (holder_id, due_at);
CREATE INDEX ix_case_standings_moved_at ON case_standings (moved_at);
CREATE INDEX ix_case_standings_part_due_at ON case_standings (part, due_at);
CREATE INDEX ix_case_standings_state_moved_at ON case_standings (state, moved_at);
CREATE TABLE case_voids (
	event_id INTEGER NOT NULL, 
	by_event_id INTEGER NOT NULL, 
	CONSTRAINT pk_case_voids PRIMARY KEY (event_id), 
	CONSTRAINT fk_case_voids_event_id FOREIGN KEY(event_id) REFERENCES case_history (id), 
	CONSTRAINT fk_case_voids_by_event_id FOREIGN KEY(by_event_id) REFERENCES case_history (id)
);
CREATE TRIGGER case_voids_no_delete BEFORE DELETE ON case_voids BEGIN SELECT RAISE(ABORT, 'case_voids is append-only'); END;
CREATE TRIGGER case_voids_no_update BEFORE UPDATE ON case_voids BEGIN SELECT RAISE(ABORT, 'case_voids is append-only'); END;
CREATE TABLE cases (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	code_tail VARCHAR NOT NULL, 
	running_number INTEGER NOT NULL, 
	draft_id VARCHAR, 
	citizen_id INTEGER NOT NULL, 
	officer_id INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	identity_source VARCHAR NOT NULL, 
	procedure_code VARCHAR NOT NULL, 
	procedure_name VARCHAR NOT NULL, 
	procedure_valid_from VARCHAR NOT NULL, 
	field VARCHAR NOT NULL, 
	service_group VARCHAR NOT NULL, 
	catalogue_version VARCHAR NOT NULL, 
	form_set VARCHAR NOT NULL, 
	received_day VARCHAR NOT NULL, 
	received_at VARCHAR NOT NULL, 
	due_at VARCHAR NOT NULL, 
	full_name VARCHAR NOT NULL, 
	name_fold VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	applicant TEXT NOT NULL, 
	submitter TEXT, 
	details TEXT NOT NULL, by_hour BOOLEAN DEFAULT '0' NOT NULL, fee INTEGER GENERATED ALWAYS AS (CASE WHEN json_extract(details, '$.fee_amount') > 0 THEN CASE WHEN json_extract(details, '$.fee_paid') = 1 THEN 2 ELSE 1 END ELSE 0 END) VIRTUAL, 
	CONSTRAINT pk_cases PRIMARY KEY (id), 
	CONSTRAINT fk_cases_citizen_id FOREIGN KEY(citizen_id) REFERENCES citizens (id), 
	CONSTRAINT fk_cases_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id), 
	CONSTRAINT uq_cases_code UNIQUE (code), 
	CONSTRAINT uq_cases_draft_id UNIQUE (draft_id)
);
CREATE INDEX ix_cases_citizen_id ON cases (citizen_id);
CREATE INDEX ix_cases_code_tail ON cases (code_tail);
CREATE INDEX ix_cases_counted_by_day ON cases (received_day, channel, service_group, field, identity_source, procedure_code, procedure_valid_from, fee);
CREATE INDEX ix_cases_counted_by_id ON cases (id, received_day, field, procedure_code, due_at, by_hour);
CREATE INDEX ix_cases_name_fold ON cases (name_fold);
CREATE INDEX ix_cases_received_day ON cases (received_day);
CREATE INDEX ix_cases_running_number ON cases (running_number);
CREATE INDEX ix_cases_state ON cases (state);
CREATE TABLE citizen_keys (
	citizen_id INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	CONSTRAINT pk_citizen_keys PRIMARY KEY (citizen_id), 
	CONSTRAINT fk_citizen_keys_citizen_id FOREIGN KEY(citizen_id) REFERENCES citizens (id)
);
CREATE INDEX ix_citizen_keys_person ON citizen_keys (person);
CREATE TABLE citizens (
	id INTEGER NOT NULL, 
	number VARCHAR, 
	old_number VARCHAR NOT NULL, 
	full_name VARCHAR NOT NULL, 
	birth_date VARCHAR NOT NULL, 
	sex VARCHAR NOT NULL, 
	residence VARCHAR NOT NULL, 
	issue_date VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	sources TEXT NOT NULL, 
	updated_at VARCHAR NOT NULL, 
	CONSTRAINT pk_citizens PRIMARY KEY (id), 
	CONSTRAINT uq_citizens_number UNIQUE (number)
);
CREATE INDEX ix_citizens_old_number ON citizens (old_number);
CREATE INDEX ix_citizens_phone ON citizens (phone);
CREATE TABLE data_flag_events (
	id INTEGER NOT NULL, 
	flag_id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER, 
	how VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	answer VARCHAR NOT NULL, 
	CONSTRAINT pk_data_flag_events PRIMARY KEY (id), 
	CONSTRAINT fk_data_flag_events_flag_id FOREIGN KEY(flag_id) REFERENCES data_flags (id), 
	CONSTRAINT fk_data_flag_events_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_data_flag_events_flag_id ON data_flag_events (flag_id);
CREATE TRIGGER data_flag_events_no_delete BEFORE DELETE ON data_flag_events BEGIN SELECT RAISE(ABORT, 'data_flag_events is append-only'); END;
CREATE TRIGGER data_flag_events_no_update BEFORE UPDATE ON data_flag_events WHEN NOT (NEW.id IS OLD.id AND NEW.flag_id IS OLD.flag_id AND NEW.at IS OLD.at AND NEW.officer_id IS OLD.officer_id AND NEW.how IS OLD.how AND NEW.reason = '' AND NEW.answer = '' AND EXISTS (SELECT 1 FROM data_flags AS f JOIN erasures AS e ON e.subject_id IN (f.citizen_id, f.other_id) WHERE f.id = OLD.flag_id AND e.kind = 'citizen')) BEGIN SELECT RAISE(ABORT, 'data_flag_events is append-only'); END;
CREATE TABLE data_flag_standings (
	flag_id INTEGER NOT NULL, 
	citizen_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	how VARCHAR NOT NULL, 
	CONSTRAINT pk_data_flag_standings PRIMARY KEY (flag_id), 
	CONSTRAINT fk_data_flag_standings_flag_id FOREIGN KEY(flag_id) REFERENCES data_flags (id), 
	CONSTRAINT fk_data_flag_standings_citizen_id FOREIGN KEY(citizen_id) REFERENCES citizens (id)
);
CREATE INDEX ix_data_flag_standings_citizen_id ON data_flag_standings (citizen_id);
CREATE INDEX ix_data_flag_standings_how_kind_flag_id ON data_flag_standings (how, kind, flag_id);
CREATE TRIGGER data_flag_standings_change AFTER UPDATE OF how ON data_flag_standings BEGIN INSERT INTO data_flag_tallies VALUES (OLD.kind, OLD.how, -1) ON CONFLICT (kind, how) DO UPDATE SET flags = flags + excluded.flags; INSERT INTO data_flag_tallies VALUES (NEW.kind, NEW.how, 1) ON CONFLICT (kind, how) DO UPDATE SET flags = flags + excluded.flags;  END;
CREATE TRIGGER data_flag_standings_first AFTER INSERT ON data_flag_standings BEGIN INSERT INTO data_flag_tallies VALUES (NEW.kind, NEW.how, 1) ON CONFLICT (kind, how) DO UPDATE SET flags = flags + excluded.flags;  END;
CREATE TRIGGER data_flag_standings_no_delete BEFORE DELETE ON data_flag_standings BEGIN SELECT RAISE(ABORT, 'data_flag_standings are never deleted'); END;
CREATE TABLE data_flag_tallies (
	kind VARCHAR NOT NULL, 
	how VARCHAR NOT NULL, 
	flags INTEGER NOT NULL, 
	CONSTRAINT pk_data_flag_tallies PRIMARY KEY (kind, how)
);
CREATE TABLE data_flags (
	id INTEGER NOT NULL, 
	citizen_id INTEGER NOT NULL, 
	other_id INTEGER, 
	case_id INTEGER, 
	kind VARCHAR NOT NULL, 
	fields VARCHAR NOT NULL, 
	evidence VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	CONSTRAINT pk_data_flags PRIMARY KEY (id), 
	CONSTRAINT fk_data_flags_citizen_id FOREIGN KEY(citizen_id) REFERENCES citizens (id), 
	CONSTRAINT fk_data_flags_other_id FOREIGN KEY(other_id) REFERENCES citizens (id), 
	CONSTRAINT fk_data_flags_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_data_flags_citizen_id_kind_evidence UNIQUE (citizen_id, kind, evidence)
);
CREATE INDEX ix_data_flags_other_id ON data_flags (other_id);
CREATE TRIGGER data_flags_no_delete BEFORE DELETE ON data_flags BEGIN SELECT RAISE(ABORT, 'data_flags is append-only'); END;
CREATE TRIGGER data_flags_no_update BEFORE UPDATE ON data_flags WHEN NOT (NEW.id IS OLD.id AND NEW.citizen_id IS OLD.citizen_id AND NEW.other_id IS OLD.other_id AND NEW.case_id IS OLD.case_id AND NEW.kind IS OLD.kind AND NEW.fields IS OLD.fields AND NEW.at IS OLD.at AND NEW.evidence = 'erased' || OLD.id AND EXISTS (SELECT 1 FROM erasures WHERE kind = 'citizen' AND subject_id IN (OLD.citizen_id, OLD.other_id))) BEGIN SELECT RAISE(ABORT, 'data_flags is append-only'); END;
CREATE TABLE day_answers (
	id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	via VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	holds VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	alarm VARCHAR NOT NULL, 
	envelope BLOB NOT NULL, 
	held BLOB, 
	CONSTRAINT pk_day_answers PRIMARY KEY (id)
);
CREATE INDEX ix_day_answers_day ON day_answers (day);
CREATE TRIGGER day_answers_no_delete BEFORE DELETE ON day_answers BEGIN SELECT RAISE(ABORT, 'day_answers is append-only'); END;
CREATE TRIGGER day_answers_no_update BEFORE UPDATE ON day_answers BEGIN SELECT RAISE(ABORT, 'day_answers is append-only'); END;
CREATE TABLE day_records (
	id INTEGER NOT NULL, 
	desk VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	hash VARCHAR NOT NULL, 
	previous VARCHAR NOT NULL, 
	body BLOB NOT NULL, 
	envelope BLOB NOT NULL, 
	closed_at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	CONSTRAINT pk_day_records PRIMARY KEY (id), 
	CONSTRAINT fk_day_records_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id), 
	CONSTRAINT uq_day_records_day_revision UNIQUE (day, revision), 
	CONSTRAINT uq_day_records_hash UNIQUE (hash)
);
CREATE TRIGGER day_records_no_delete BEFORE DELETE ON day_records BEGIN SELECT RAISE(ABORT, 'day_records is append-only'); END;
CREATE TRIGGER day_records_no_update BEFORE UPDATE ON day_records BEGIN SELECT RAISE(ABORT, 'day_records is append-only'); END;
CREATE TABLE desk_facts (
	id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	case_id INTEGER, 
	paper_position INTEGER, 
	amount INTEGER NOT NULL, 
	officer_id INTEGER NOT NULL, 
	CONSTRAINT pk_desk_facts PRIMARY KEY (id), 
	CONSTRAINT fk_desk_facts_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_desk_facts_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_desk_facts_case_id_paper_position_kind_day_amount ON desk_facts (case_id, paper_position, kind, day, amount);
CREATE INDEX ix_desk_facts_day_kind_case_id_amount ON desk_facts (day, kind, case_id, amount);
CREATE TRIGGER desk_facts_no_delete BEFORE DELETE ON desk_facts BEGIN SELECT RAISE(ABORT, 'desk_facts is append-only'); END;
CREATE TRIGGER desk_facts_no_update BEFORE UPDATE ON desk_facts BEGIN SELECT RAISE(ABORT, 'desk_facts is append-only'); END;
CREATE TABLE drafts (
	id VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	saved_at VARCHAR NOT NULL, 
	payload TEXT NOT NULL, 
	CONSTRAINT pk_drafts PRIMARY KEY (id)
);
CREATE TABLE erasures (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	subject_id INTEGER NOT NULL, 
	mark VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER, 
	reason VARCHAR NOT NULL, 
	legal_base VARCHAR NOT NULL, 
	files INTEGER NOT NULL, 
	CONSTRAINT pk_erasures PRIMARY KEY (id), 
	CONSTRAINT fk_erasures_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id), 
	CONSTRAINT uq_erasures_kind_subject_id_at UNIQUE (kind, subject_id, at)
);
CREATE INDEX ix_erasures_mark ON erasures (mark);
CREATE TRIGGER erasures_no_delete BEFORE DELETE ON erasures  BEGIN SELECT RAISE(ABORT, 'erasures is append-only'); END;
CREATE TRIGGER erasures_no_update BEFORE UPDATE ON erasures  BEGIN SELECT RAISE(ABORT, 'erasures is append-only'); END;
CREATE TABLE files (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	"key" BLOB NOT NULL, 
	digest VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	CONSTRAINT pk_files PRIMARY KEY (id), 
	CONSTRAINT uq_files_name UNIQUE (name)
);
CREATE INDEX ix_files_size ON files (size) WHERE key <> x'';
CREATE TABLE loose_prints (
	id INTEGER NOT NULL, 
	form VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	procedure VARCHAR NOT NULL, 
	way VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	CONSTRAINT pk_loose_prints PRIMARY KEY (id), 
	CONSTRAINT fk_loose_prints_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_loose_prints_at ON loose_prints (at);
CREATE TRIGGER loose_prints_no_delete BEFORE DELETE ON loose_prints BEGIN SELECT RAISE(ABORT, 'loose_prints is append-only'); END;
CREATE TRIGGER loose_prints_no_update BEFORE UPDATE ON loose_prints BEGIN SELECT RAISE(ABORT, 'loose_prints is append-only'); END;
CREATE TABLE number_blocks (
	id INTEGER NOT NULL, 
	prefix VARCHAR NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	valid_from VARCHAR NOT NULL, 
	valid_to VARCHAR, 
	CONSTRAINT pk_number_blocks PRIMARY KEY (id), 
	CONSTRAINT ck_number_blocks_range CHECK (first >= 1 AND last <= 9999 AND first <= last)
);
CREATE TABLE officer_events (
	id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	by_id INTEGER, 
	event VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	CONSTRAINT pk_officer_events PRIMARY KEY (id), 
	CONSTRAINT fk_officer_events_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id), 
	CONSTRAINT fk_officer_events_by_id FOREIGN KEY(by_id) REFERENCES officers (id)
);
CREATE INDEX ix_officer_events_officer_id_at ON officer_events (officer_id, at);
CREATE TRIGGER officer_events_no_delete BEFORE DELETE ON officer_events BEGIN SELECT RAISE(ABORT, 'officer_events is append-only'); END;
CREATE TRIGGER officer_events_no_update BEFORE UPDATE ON officer_events BEGIN SELECT RAISE(ABORT, 'officer_events is append-only'); END;
CREATE TABLE officers (
	id INTEGER NOT NULL, 
	login VARCHAR NOT NULL, 
	full_name VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, role VARCHAR DEFAULT 'officer' NOT NULL, last_seen VARCHAR, pin_changed VARCHAR, second_factor BOOLEAN DEFAULT 0 NOT NULL, removed BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_officers PRIMARY KEY (id), 
	CONSTRAINT uq_officers_login UNIQUE (login)
);
CREATE TABLE outside_codes (
	event_id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	system VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	way VARCHAR NOT NULL, 
	CONSTRAINT pk_outside_codes PRIMARY KEY (event_id), 
	CONSTRAINT fk_outside_codes_event_id FOREIGN KEY(event_id) REFERENCES case_history (id), 
	CONSTRAINT fk_outside_codes_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE INDEX ix_outside_codes_case_id ON outside_codes (case_id);
CREATE INDEX ix_outside_codes_code_system ON outside_codes (code, system);
CREATE TRIGGER outside_codes_no_delete BEFORE DELETE ON outside_codes BEGIN SELECT RAISE(ABORT, 'outside_codes is append-only'); END;
CREATE TRIGGER outside_codes_no_update BEFORE UPDATE ON outside_codes WHEN NOT (NEW.event_id = OLD.event_id AND NEW.case_id = OLD.case_id AND NEW.system = OLD.system AND NEW.code = '' AND NEW.way = OLD.way AND EXISTS (SELECT 1 FROM erasures AS e WHERE e.kind = 'case' AND e.subject_id = (OLD.case_id))) BEGIN SELECT RAISE(ABORT, 'outside_codes is append-only'); END;
CREATE VIRTUAL TABLE page_word_index USING fts5(words, content='page_words', content_rowid='page_id', detail=none, prefix='2 3', tokenize='unicode61 remove_diacritics 0');
CREATE TABLE page_words (
	page_id INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	problem VARCHAR NOT NULL, 
	CONSTRAINT pk_page_words PRIMARY KEY (page_id), 
	CONSTRAINT fk_page_words_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE
);
CREATE TRIGGER page_words_gone AFTER DELETE ON page_words BEGIN INSERT INTO page_word_index (page_word_index, rowid, words) VALUES ('delete', OLD.page_id, OLD.words); END;
CREATE TRIGGER page_words_indexed AFTER INSERT ON page_words BEGIN INSERT INTO page_word_index (rowid, words) VALUES (NEW.page_id, NEW.words); END;
CREATE TRIGGER page_words_no_update BEFORE UPDATE ON page_words BEGIN SELECT RAISE(ABORT, 'words are read anew, never changed'); END;
CREATE TABLE pages (
	id INTEGER NOT NULL, 
	batch_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	file_id INTEGER NOT NULL, 
	as_fed_id INTEGER, 
	dpi INTEGER NOT NULL, 
	origin VARCHAR NOT NULL, 
	defects VARCHAR NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	case_id INTEGER, 
	paper_position INTEGER, 
	place INTEGER NOT NULL, 
	rotation INTEGER NOT NULL, 
	dropped BOOLEAN NOT NULL, 
	event_id INTEGER, 
	CONSTRAINT pk_pages PRIMARY KEY (id), 
	CONSTRAINT fk_pages_batch_id FOREIGN KEY(batch_id) REFERENCES batches (id), 
	CONSTRAINT fk_pages_file_id FOREIGN KEY(file_id) REFERENCES files (id), 
	CONSTRAINT fk_pages_as_fed_id FOREIGN KEY(as_fed_id) REFERENCES files (id), 
	CONSTRAINT fk_pages_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_pages_event_id FOREIGN KEY(event_id) REFERENCES paper_events (id), 
	CONSTRAINT uq_pages_batch_id_number UNIQUE (batch_id, number)
);
CREATE INDEX ix_pages_as_fed_id ON pages (as_fed_id);
CREATE INDEX ix_pages_case_id_paper_position ON pages (case_id, paper_position);
CREATE INDEX ix_pages_event_id_dropped ON pages (event_id, dropped);
CREATE INDEX ix_pages_file_id ON pages (file_id);
CREATE INDEX ix_pages_origin ON pages (origin);
CREATE TRIGGER pages_other_words AFTER UPDATE OF file_id, rotation ON pages WHEN NEW.file_id <> OLD.file_id OR NEW.rotation <> OLD.rotation BEGIN DELETE FROM page_words WHERE page_id = NEW.id; END;
CREATE TABLE paper_events (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	paper_position INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	file_id INTEGER, 
	pages INTEGER NOT NULL, 
	taken_from INTEGER, 
	note VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	CONSTRAINT pk_paper_events PRIMARY KEY (id), 
	CONSTRAINT fk_paper_events_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_paper_events_file_id FOREIGN KEY(file_id) REFERENCES files (id), 
	CONSTRAINT fk_paper_events_taken_from FOREIGN KEY(taken_from) REFERENCES paper_events (id), 
	CONSTRAINT fk_paper_events_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_paper_events_case_id_paper_position ON paper_events (case_id, paper_position);
CREATE INDEX ix_paper_events_file_id ON paper_events (file_id);
CREATE TRIGGER paper_events_no_delete BEFORE DELETE ON paper_events BEGIN SELECT RAISE(ABORT, 'paper_events is append-only'); END;
CREATE TRIGGER paper_events_no_update BEFORE UPDATE ON paper_events WHEN NOT (NEW.id IS OLD.id AND NEW.case_id IS OLD.case_id AND NEW.paper_position IS OLD.paper_position AND NEW.state IS OLD.state AND NEW.file_id IS OLD.file_id AND NEW.pages IS OLD.pages AND NEW.taken_from IS OLD.taken_from AND NEW.at IS OLD.at AND NEW.officer_id IS OLD.officer_id AND NEW.note = '' AND EXISTS (SELECT 1 FROM erasures WHERE kind = 'case' AND subject_id = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'paper_events is append-only'); END;
CREATE TABLE paper_work (
	case_id INTEGER NOT NULL, 
	paper_position INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	CONSTRAINT pk_paper_work PRIMARY KEY (case_id, paper_position), 
	CONSTRAINT fk_paper_work_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE INDEX ix_paper_work_state ON paper_work (state);
CREATE TABLE pin_history (
	id INTEGER NOT NULL, 
	officer_id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	CONSTRAINT pk_pin_history PRIMARY KEY (id), 
	CONSTRAINT fk_pin_history_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_pin_history_officer_id ON pin_history (officer_id);
CREATE TABLE prints (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	form VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	copy INTEGER NOT NULL, 
	way VARCHAR NOT NULL, 
	sheet VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER NOT NULL, 
	CONSTRAINT pk_prints PRIMARY KEY (id), 
	CONSTRAINT fk_prints_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_prints_event_id FOREIGN KEY(event_id) REFERENCES case_history (id), 
	CONSTRAINT fk_prints_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_prints_case_id ON prints (case_id);
CREATE INDEX ix_prints_sheet ON prints (sheet);
CREATE TRIGGER prints_no_delete BEFORE DELETE ON prints BEGIN SELECT RAISE(ABORT, 'prints is append-only'); END;
CREATE TRIGGER prints_no_update BEFORE UPDATE ON prints BEGIN SELECT RAISE(ABORT, 'prints is append-only'); END;
CREATE TABLE queue_tickets (
	day VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	counter VARCHAR NOT NULL, 
	called INTEGER NOT NULL, 
	CONSTRAINT pk_queue_tickets PRIMARY KEY (day, number)
);
CREATE INDEX ix_queue_tickets_day_state ON queue_tickets (day, state);
CREATE TABLE satisfaction_counts (
	day VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	votes INTEGER NOT NULL, 
	CONSTRAINT pk_satisfaction_counts PRIMARY KEY (day, kind)
);
CREATE TRIGGER satisfaction_counts_begin BEFORE INSERT ON satisfaction_counts WHEN NEW.votes <> 0 BEGIN SELECT RAISE(ABORT, 'satisfaction_counts begin at nothing'); END;
CREATE TRIGGER satisfaction_counts_grow BEFORE UPDATE ON satisfaction_counts WHEN NEW.votes <> OLD.votes + 1 OR NEW.day <> OLD.day OR NEW.kind <> OLD.kind BEGIN SELECT RAISE(ABORT, 'satisfaction_counts grow one by one'); END;
CREATE TRIGGER satisfaction_counts_no_delete BEFORE DELETE ON satisfaction_counts BEGIN SELECT RAISE(ABORT, 'satisfaction_counts are never deleted'); END;
CREATE TABLE sendings (
	id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	via VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	size INTEGER NOT NULL, 
	result VARCHAR NOT NULL, 
	CONSTRAINT pk_sendings PRIMARY KEY (id)
);
CREATE INDEX ix_sendings_day_revision ON sendings (day, revision);
CREATE TABLE settings (
	name VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_settings PRIMARY KEY (name)
);
CREATE TABLE sign_ins (
	id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	officer_id INTEGER, 
	kind VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	pc VARCHAR NOT NULL, 
	CONSTRAINT pk_sign_ins PRIMARY KEY (id), 
	CONSTRAINT fk_sign_ins_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE INDEX ix_sign_ins_at ON sign_ins (at);
CREATE TRIGGER sign_ins_no_update BEFORE UPDATE ON sign_ins BEGIN SELECT RAISE(ABORT, 'sign_ins is append-only'); END;
