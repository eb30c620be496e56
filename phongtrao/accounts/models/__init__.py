"""Tables of the accounts room; other rooms use its doors, not these."""

from phongtrao.accounts.models.entrance import EntryLink
from phongtrao.accounts.models.person import User
from phongtrao.accounts.models.post import Holding, Post, Role
from phongtrao.accounts.models.view import SavedView

__all__ = ["EntryLink", "Holding", "Post", "Role", "SavedView", "User"]
