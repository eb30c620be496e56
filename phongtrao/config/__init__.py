"""The fuse box: settings, urls, wsgi, command line. Imported by nobody."""
