"""The WSGI application that the server loads."""

import os

from django.core.wsgi import get_wsgi_application

from safeconduct.web.alive import end_with_the_one_that_began_it
from safeconduct.web.shell.bodies import Bodies
from safeconduct.web.shell.logs import watch_threads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.web.settings")
application = Bodies(get_wsgi_application())
watch_threads()
end_with_the_one_that_began_it()
