"""``docs/personal-data.md``, written from the list of personal data."""

from desktop.records.personal_data import FOR_EVER, PersonalData

HEAD = """# Personal data

Written from `resources/personal_data.yaml` by `python -m desktop audit fields`; a test holds that it is
current, another that every column of the real schema is on the list.

## How data flow

```
 card: chip, QR, typed      papers: scanner, folder, webcam        civil-status books
        |                          |                                     |
        v                          v                                     v
 draft (encrypted database)  page: a file encrypted under a        page picture (the same way),
   wiped the same day        key of its own; the key is in         entry (encrypted database)
        |                    the encrypted database
        v                          |
 case, citizen  <------------------+
   |      |     |
   |      |     +--> on paper, into an archive, onto the clipboard: only by an officer's act, each logged
   |      +--------> audit log: ids, actions, fields, counts; chained; its head goes along with the day record
   +--------------> counts only: day record, signed  ---->  province (network or USB stick). Nothing personal leaves.
   |
   +--------------> backup (encrypted), restored together with the list of erasures
```

What a chip or a code says is held in memory until the draft has it; the photo of a chip is shown and never kept.

## Deletion

* **Same day.** Drafts go when the day is closed or the program ends after that, at the latest at the next start. The
  pages of the database are overwritten (`secure_delete`), its write-ahead log is cut.
* **Files** have a key each, in their row. Erasing a case overwrites the keys: no copy of the files opens any more.
* **Rows** of a case and a citizen are emptied; what counts (procedure, channel, days) stays, so that no figure changes.
  Notes in append-only tables can be emptied only where the list of erasures names their case: triggers hold that. What
  was said of a pair of citizens goes with either. With a case goes whom no other case names: whose it was, and who
  handed it in for them. The index of names is written anew, for what is deleted there is only marked until then.
* **Backups** of the database made before still hold the rows and keys, encrypted. The list of erasures (`erasures`, and
  the file `erasures.json` beside the database) has keyed hashes instead of names; it goes with every backup, and
  `desktop.workflows.erasing.apply_erasures` brings a restored copy to its state before anybody works with it. What is
  missing: a backup of which somebody has kept both an old copy and its key opens what was in it then. Only its own
  deletion, by the rotation of backups, ends that.
* **Copies that a restore put aside** go with the first deletion of anybody, after 14 days of the desk's work, or
  when whoever is in charge says so on the page of backups; the self-check shows them with their age.
* **Certificate.** A PDF names the case's code, the rule, the number of files and the audit log's entry with its hash.

## Rights of the person

Answer in 2 working days, view and correct in 10, delete in 20 (NĐ 356/2025, Điều 5). The page of the log exports what
this PC holds on one person, with the codes of the cases that they handed in for others; the export is logged, and
refused to whoever is not in charge of data protection.
"""
KINDS = {"basic": "basic", "sensitive": "sensitive", "linked": "linked", "free": "free text"}


def personal_data_page(data: PersonalData) -> str:
    """The page, Markdown."""
    lines = [
        HEAD,
        "## Rules of retention",
        "",
        "| Rule | How long | Months | Legal base | Sure |",
        "|---|---|---|---|---|",
    ]
    for name, rule in data.rules.items():
        months = "for good" if rule.months == FOR_EVER else str(rule.months)
        lines.append(f"| {name} | {rule.text_en} | {months} | {rule.legal_base} | {'yes' if rule.sure else 'no'} |")
    lines += ["", "## Purposes", "", "| Purpose | What for | Legal base |", "|---|---|---|"]
    lines += [f"| {name} | {each.text_en} | {each.legal_base} |" for name, each in data.purposes.items()]
    lines += ["", "## Fields", "", "| Table | Column | Kind | Purpose | Rule |", "|---|---|---|---|---|"]
    for table, held in data.tables.items():
        lines += [
            f"| {table} | {column} | {KINDS[kind]} | {held.purpose} | {held.rule} |"
            for column, kind in held.personal.items()
        ]
    without = ", ".join(table for table, held in data.tables.items() if not held.personal)
    lines += ["", f"Tables without personal data: {without}.", ""]
    return "\n".join(lines)
