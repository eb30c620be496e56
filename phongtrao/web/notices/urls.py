"""Addresses of this area, as in ux.md 2.3."""

from django.urls import path

from phongtrao.web.notices import (
    calendar_pages,
    campaign_pages,
    chase_pages,
    inbox,
    job_pages,
    punctual_pages,
    sending_pages,
    subscriber_pages,
)

app_name = "notices"

urlpatterns = [
    path("thong-bao/", inbox.inbox, name="inbox"),
    path("thong-bao/da-xem/", inbox.read_all, name="read_all"),
    path("thong-bao/cach-nhan/", inbox.preferences, name="preferences"),
    path("thong-bao/<int:notice>/", inbox.open_, name="open"),
    path("lich/", calendar_pages.calendar, name="calendar"),
    path("lich/duong-dan/", calendar_pages.feed_make, name="feed_make"),
    path("lich/thu-hoi/", calendar_pages.feed_end, name="feed_end"),
    path("lich/<str:token>.ics", calendar_pages.feed, name="feed"),
    path("dung-han/", punctual_pages.punctuality, name="punctuality"),
    path("don-doc/nhac/", chase_pages.remind, name="remind"),
    path("don-doc/gia-han/", chase_pages.extend, name="extend"),
    path("cong-viec/", job_pages.jobs, name="jobs"),
    path("cong-viec/<str:job>/chay/", job_pages.run, name="job_run"),
    path("so-gui/", job_pages.deliveries, name="deliveries"),
    path("so-gui/<int:delivery>/gui-lai/", job_pages.resend, name="resend"),
    path("tin-nhan/", campaign_pages.campaigns, name="campaigns"),
    path("tin-nhan/soan/", campaign_pages.compose, name="compose"),
    path("tin-nhan/mau/", campaign_pages.templates, name="templates"),
    path("tin-nhan/<int:campaign>/", campaign_pages.campaign, name="campaign"),
    path("tin-nhan/<int:campaign>/gui/", campaign_pages.send, name="campaign_send"),
    path("nhan-tin/", subscriber_pages.subscribe, name="subscribe"),
    path("nhan-tin/<str:token>/", subscriber_pages.subscription, name="subscription"),
    path("bao-cao/<str:report>/gui/", sending_pages.sending, name="sending"),
    path("bao-cao/<str:report>/gui/goi.xml", sending_pages.edxml, name="edxml"),
    path("bao-cao/<str:report>/gui/<int:dispatch>/", sending_pages.receipt, name="receipt"),
]
