"""Rules about deliberation on plain values. What others build on:

- `opinions`: `Opinions` (who said what of which statement), `read_conversation`.
- `groups`: `find_groups` gives a `Grouping`.
- `sayings`: `sayings_of` a grouping: what each group says, and what unites all.
- `projects`: `Instance`, `Project`, `Ballot`; `pabulib`: `read_pb`.
- `budget`: `most_votes`; `equal_shares`: `equal_shares`; both give an `Award` with its reasons.
"""
