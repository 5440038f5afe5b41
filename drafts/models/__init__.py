"""What surrounds a draft while it is written: who may read it, who changed what, and what was said of it."""

from drafts.models.access import DraftInvitation, DraftLook
from drafts.models.comments import Comment
from drafts.models.consultation import Consultation
from drafts.models.edits import PartEdit

__all__ = ["Comment", "Consultation", "DraftInvitation", "DraftLook", "PartEdit"]
