"""All addresses: Vietnamese words without marks, the English twin of each under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from phongtrao.web.base import account_urls, errors

urlpatterns = i18n_patterns(
    path("", include(account_urls)),
    path("", include("phongtrao.web.base.urls")),
    path("", include("phongtrao.web.help.urls")),
    path("", include("phongtrao.web.entry.urls")),
    path("", include("phongtrao.web.verify.urls")),
    path("", include("phongtrao.web.amendments.urls")),
    path("", include("phongtrao.web.reports.urls")),
    path("", include("phongtrao.web.work.urls")),
    path("", include("phongtrao.web.figures.urls")),
    path("", include("phongtrao.web.registers.urls")),
    path("", include("phongtrao.web.assessments.urls")),
    path("", include("phongtrao.web.duties.urls")),
    path("", include("phongtrao.web.notices.urls")),
    path("", include("phongtrao.web.inspections.urls")),
    path("", include("phongtrao.web.reorganisation.urls")),
    path("", include("phongtrao.web.palette.urls")),
    path("", include("phongtrao.web.style.urls")),
    prefix_default_language=False,
)

#: handler400, handler403, handler404, handler500
error_pages = (errors.bad_request, errors.forbidden, errors.not_found, errors.server_error)
