"""The demo neighbourhood as plain values: places, people, organisations and a month of cases.

Everything here is invented and drawn from a seed. It knows neither Django nor the database;
`liren demo` hands these values to the services of the modules, as a stranger's import would.
"""
