"""All addresses are declared by the web room."""

from phongtrao.web.urls import error_pages, urlpatterns

handler400, handler403, handler404, handler500 = error_pages

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
