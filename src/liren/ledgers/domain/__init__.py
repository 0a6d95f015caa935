"""Rules about ledgers on plain values. What others build on:

- `reading`: `open_ledger` gives a `Ledger` of `SheetReading`s; `lines` are read as they come.
- `lines`: `Line`, one row after reading; `codes`: `Kind`, `Skip`, `Twice`, `Code`, `SENTENCES`.
- `columns`: `suggest` what columns hold; `elements`: what there is (`elements.toml`);
  `profiles`: a remembered mapping.
- `matching`: `match` records into people; `merges`: joins, reviews and conflicts as data.
- `reports`: a file as data; `correction`: `error_file`, what goes back to the sender.
- `identity`, `dates`, `phones`, `homes`, `words`: single values.
- `trial`, `damage`: ledgers made up to measure with, and damaged on purpose.
"""
