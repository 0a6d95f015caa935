"""What people type about cases: the resident's forms, and the desk's."""
