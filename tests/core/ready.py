"""What the processes to be killed have in common: Django is set up, nothing is connected."""

import django

django.setup()
