"""The pages of notices: my messages, announcements, public affairs, and the desk's."""
