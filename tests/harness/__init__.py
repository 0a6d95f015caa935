"""What the tests run on: a throw-away data folder, a PostgreSQL cluster, the servers, the browser."""
