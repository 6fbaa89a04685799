"""Words of the inventory that only the inventory uses."""

from django.db import models


class SystemForm(models.TextChoices):
    """The guide's three: AI as a product, service, or internal tool (cl. 4.3)."""

    PRODUCT = "product", "Product"
    SERVICE = "service", "Service"
    INTERNAL_TOOL = "internal_tool", "Internal tool"


class AssetKind(models.TextChoices):
    DATASET = "dataset", "Dataset"
    MODEL = "model", "Model"
    WEIGHTS = "weights", "Weights"
    PROMPT = "prompt", "Prompt"
    INDEX = "index", "Index"
    TOOL = "tool", "Tool"
    SERVICE = "service", "Service"
    CONFIGURATION = "configuration", "Configuration"


class Origin(models.TextChoices):
    """How one revision came from another."""

    TRAINED_ON = "trained_on", "trained on"
    EVALUATED_ON = "evaluated_on", "evaluated on"
    DERIVED_FROM = "derived_from", "derived from"
    SCORED_BY = "scored_by", "scored by"
