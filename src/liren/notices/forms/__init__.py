"""What people type about announcements, channels, duty and public affairs."""
