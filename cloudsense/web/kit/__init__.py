"""Our own Dash components. Their scripts are in assets/kit."""

from cloudsense.web.kit.budget_field import BudgetField
from cloudsense.web.kit.budget_form import BudgetForm
from cloudsense.web.kit.choice_menu import ChoiceMenu
from cloudsense.web.kit.content import Content
from cloudsense.web.kit.cost_chart import CostChart
from cloudsense.web.kit.cost_table import CostTable
from cloudsense.web.kit.export_menu import ExportMenu
from cloudsense.web.kit.filter_bar import FilterBar
from cloudsense.web.kit.finder import Finder
from cloudsense.web.kit.folded_controls import FoldedControls
from cloudsense.web.kit.header import Header
from cloudsense.web.kit.navigator import Navigator, PageView
from cloudsense.web.kit.panel import Panel, Tile, Tiles
from cloudsense.web.kit.period_picker import PeriodPicker
from cloudsense.web.kit.pivot_table import PivotTable

__all__ = [
    "BudgetField",
    "BudgetForm",
    "ChoiceMenu",
    "Content",
    "CostChart",
    "CostTable",
    "ExportMenu",
    "FilterBar",
    "Finder",
    "FoldedControls",
    "Header",
    "Navigator",
    "PageView",
    "Panel",
    "PeriodPicker",
    "PivotTable",
    "Tile",
    "Tiles",
]
