"""Rules about readings on plain values. What others build on:

- `readings`: `Reading`, `Measure`; `timing`, `meters`: odd clocks and counters, each as a table.
- `rules`: `Rule`, `read_rule`, `rule_text` (one TOML file a rule); `presets`: those that ship.
- `states`: `RuleState`, `step`, `tick`, `set_away`, `settled`; `findings`: what they say.
- `beats`: `due_at`, when the clock alone could change something; `online`: to the instant.
- `replay`, `trial`: rules on the past; `rhythm`: how a home's own silences are learned.
"""
