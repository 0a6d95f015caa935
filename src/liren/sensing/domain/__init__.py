"""Rules about readings on plain values. What others build on:

- `readings`: `Reading`, `Measure`, `amount_in_base_unit`; `timing`: when a reading counts.
- `rules`: `Rule`, `read_rule` and `rule_text` (one TOML file a rule); `presets`: those that ship.
- `states`: `RuleState`, `step`, `tick`, `set_away`; `findings`: what they say.
- `online`: whether a device is online, to the instant.
"""
