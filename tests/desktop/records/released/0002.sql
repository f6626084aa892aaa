CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE case_code_counters (
	prefix VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	last INTEGER NOT NULL, 
	CONSTRAINT pk_case_code_counters PRIMARY KEY (prefix, day)
);
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
CREATE INDEX ix_case_history_case_id ON case_history (case_id);
CREATE INDEX ix_case_history_day_state ON case_history (day, state);
CREATE TRIGGER case_history_no_delete BEFORE DELETE ON case_history BEGIN SELECT RAISE(ABORT, 'case history is append-only'); END;
CREATE TRIGGER case_history_no_update BEFORE UPDATE ON case_history BEGIN SELECT RAISE(ABORT, 'case history is append-only'); END;
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
	details TEXT NOT NULL, 
	CONSTRAINT pk_cases PRIMARY KEY (id), 
	CONSTRAINT fk_cases_citizen_id FOREIGN KEY(citizen_id) REFERENCES citizens (id), 
	CONSTRAINT fk_cases_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id), 
	CONSTRAINT uq_cases_code UNIQUE (code), 
	CONSTRAINT uq_cases_draft_id UNIQUE (draft_id)
);
CREATE INDEX ix_cases_citizen_id ON cases (citizen_id);
CREATE INDEX ix_cases_code_tail ON cases (code_tail);
CREATE INDEX ix_cases_name_fold ON cases (name_fold);
CREATE INDEX ix_cases_received_day ON cases (received_day);
CREATE INDEX ix_cases_running_number ON cases (running_number);
CREATE INDEX ix_cases_state ON cases (state);
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
CREATE INDEX ix_desk_facts_case_id ON desk_facts (case_id);
CREATE INDEX ix_desk_facts_day_kind ON desk_facts (day, kind);
CREATE TRIGGER desk_facts_no_delete BEFORE DELETE ON desk_facts BEGIN SELECT RAISE(ABORT, 'desk_facts is append-only'); END;
CREATE TRIGGER desk_facts_no_update BEFORE UPDATE ON desk_facts BEGIN SELECT RAISE(ABORT, 'desk_facts is append-only'); END;
CREATE TABLE drafts (
	id VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	saved_at VARCHAR NOT NULL, 
	payload TEXT NOT NULL, 
	CONSTRAINT pk_drafts PRIMARY KEY (id)
);
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
CREATE TABLE officers (
	id INTEGER NOT NULL, 
	login VARCHAR NOT NULL, 
	full_name VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_officers PRIMARY KEY (id), 
	CONSTRAINT uq_officers_login UNIQUE (login)
);
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
