"""Which reorganisations a post may read and change."""

from phongtrao.accounts import queries as accounts
from phongtrao.accounts.models import Post
from phongtrao.core.findings import Refusal
from phongtrao.reorganisations import queries
from phongtrao.reorganisations.models import Reform


def reform_for(post: Post, code: str) -> Reform:
    """Return the reorganisation if the post may change it.

    Refusals `reorganisation.forbidden` (403), `reorganisation.unknown` (404).
    """
    if not accounts.can(post, "reorganise"):
        raise Refusal(
            "reorganisation.forbidden",
            "Chỉ bộ phận thường trực được sắp xếp đơn vị.",
            "Only the standing office reorganises units.",
            status=403,
        )
    return queries.reform_of(code)
