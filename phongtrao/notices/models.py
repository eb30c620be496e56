"""What is told to whom, on which way it left, and what became of it."""

from django.db import models


class Preference(models.Model):
    """How a post wants to be told; a post without a row gets e-mail in a daily digest.

    Addresses are given by the holder for this purpose only and emptied when the way is closed.
    """

    post_id = models.BigIntegerField(unique=True)
    email = models.BooleanField(default=True)
    sms = models.CharField(max_length=20, default="", blank=True)
    zalo = models.CharField(max_length=60, default="", blank=True)
    digest = models.BooleanField(default=True)


class Subscription(models.Model):
    """A channel address its owner gave with consent, for messages of clause III.7 only.

    Unconfirmed until the owner answers; ended: the address is emptied, the count stays.
    """

    class Channel(models.TextChoices):
        """Where the owner wants to be told."""

        EMAIL = "email"
        SMS = "sms"
        ZALO = "zalo"

    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=254)
    unit_id = models.BigIntegerField(null=True)
    consent = models.TextField(help_text="The words agreed to.")
    token = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One living subscription for an address."""

        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"],
                condition=models.Q(ended_at__isnull=True),
                name="one_living_subscription",
            )
        ]


class Campaign(models.Model):
    """One message of legal education or crime prevention to many (clause III.7)."""

    class State(models.TextChoices):
        """A sent campaign is never changed."""

        DRAFT = "draft"
        SENT = "sent"

    purpose = models.CharField(max_length=20)
    template = models.CharField(max_length=60, default="", blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    sms = models.TextField(default="", blank=True)
    zalo = models.TextField(default="", blank=True)
    zalo_approval = models.CharField(max_length=60, default="", blank=True)
    groups = models.JSONField(default=list, help_text="Groups of units; empty: none.")
    area_id = models.BigIntegerField(null=True, help_text="Only units below this one.")
    channels = models.JSONField(default=list, help_text="Channels of subscribers; empty: none.")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    post_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    units = models.PositiveIntegerField(default=0)
    subscribers = models.PositiveIntegerField(default=0)

    class Meta:
        """Newest first."""

        ordering = ["-id"]


class Message(models.Model):
    """One thing told once to one post or subscriber; `key` makes telling it twice impossible.

    `target` is "kind:id…" of what it is about; pages turn it into an address. `outward` says
    whether it still waits for the digest of its post.
    """

    class Outward(models.TextChoices):
        """What leaves the house: at once, with the digest, nothing (any more)."""

        NOW = "now"
        DIGEST = "digest"
        NONE = "none"

    key = models.CharField(max_length=120, unique=True)
    reason = models.CharField(max_length=12)
    post_id = models.BigIntegerField(null=True)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, null=True)
    unit_id = models.BigIntegerField(null=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True)
    template = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    sms = models.TextField(default="", blank=True)
    zalo = models.TextField(default="", blank=True)
    target = models.CharField(max_length=120, default="", blank=True)
    outward = models.CharField(max_length=8, choices=Outward, default=Outward.NOW)
    in_app = models.BooleanField(default=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        """Read by post, newest first; digests read what waits."""

        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["post_id", "read_at"], name="message_post"),
            models.Index(fields=["outward", "post_id"], name="message_outward"),
            models.Index(fields=["unit_id", "at"], name="message_unit"),
        ]


class Delivery(models.Model):
    """One message on one way to one address: the outbox.

    A hand claims a row (state `sending`, `lease` its secret, `until` its end), sends it outside
    the transaction, and only the holder of the lease writes what became of it.
    """

    class State(models.TextChoices):
        """`unsure`: a hand died while sending on a way that cannot recognise a repetition."""

        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        DEAD = "dead"
        UNSURE = "unsure"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=8)
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    lease = models.CharField(max_length=32, default="", blank=True)
    until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=200, default="", blank=True)
    problem = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        """One way to one address carries a message once."""

        constraints = [
            models.UniqueConstraint(fields=["message", "channel", "address"], name="one_delivery")
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="delivery_due")]

    @property
    def key(self) -> str:
        """What makes a repetition recognisable to the receiver: the same for every attempt."""
        return f"pt-{self.message_id}-{self.pk}"


class Reminded(models.Model):
    """A unit was reminded on a day, by a hand or by a post: at most once."""

    unit_id = models.BigIntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    posts = models.PositiveIntegerField(help_text="Posts told; 0: the unit has no contact.")

    class Meta:
        """The limit is a constraint, not a hope."""

        constraints = [models.UniqueConstraint(fields=["unit_id", "day"], name="reminded_once")]


class FeedToken(models.Model):
    """The secret of a post's calendar feed, kept only as its hash; a new one ends the old one."""

    post_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)


class Dispatch(models.Model):
    """A signed document went to one recipient: when, by which way, under which number (R3)."""

    class State(models.TextChoices):
        """What is known about its arrival."""

        SENT = "sent"
        RECEIVED = "received"
        REFUSED = "refused"

    document = models.CharField(max_length=40, help_text="Code of the frozen report.")
    recipient = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    way = models.CharField(max_length=12)
    number = models.CharField(max_length=60, default="", blank=True)
    sent_at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    state_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        """In order of sending."""

        ordering = ["sent_at", "id"]
        indexes = [models.Index(fields=["document"], name="dispatch_document")]
