"""Rules about votes on plain values. What others build on:

- `areas`: `parse_area`, `area_text`; an area is an integer of 0.01 m².
- `matters`: `Matter`, `Basis`, `Item`, `Bar`: what is decided, and what it takes.
- `profiles`: `Profile`, `profile`, `profiles`, `Channel`, `Clause`: the local rules,
  as data with dates.
- `roll`: `Unit`, `Roll`, `heads_of`, `faults_of`, `fingerprint`: who speaks, with what weight.
- `ballots`: `Ballot`, `Choice`, `Proxy`, `Void`; `admit` sifts them; `reasons`: `Why`.
- `counting`: `count` gives a `Result`; `judge` puts totals to the test.
- `readiness`: `missing` lists what keeps a vote from being opened, and where to mend it.
- `receipts`, `proof`: receipt codes; Merkle tree, inclusion proofs.
- `publication`: `publish` makes the published file; `recount`: `verify` counts it again.
- `vectors`: reads test cases of the owners' count.
"""
