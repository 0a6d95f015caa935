"""What the tests run on: a throw-away folder, a PostgreSQL cluster, servers, the browser."""
