"""Pages that show several nouns together."""

from django.urls import path

import quantock.desk.views.board as board
from quantock.desk.views import compare, demonstration, home, notices, portfolios, projects, search
import quantock.desk.views.changing as changing
import quantock.desk.views.dashboard as dashboard
import quantock.desk.views.saved as saved
from quantock.desk.views import compare, demonstration, home, portfolios, projects, search

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", dashboard.overview, name="dashboard"),
    path("dashboard/export/", dashboard.export, name="dashboard-export"),
    path("milestones/", dashboard.milestones, name="milestones"),
    path("milestones/export/", dashboard.milestones_export, name="milestones-export"),
    path("projects/", projects.projects, name="projects"),
    path("projects/change/", changing.change, name="change"),
    path("projects/export/", projects.export, name="export"),
    path("views/", saved.views, name="views"),
    path("views/save/", saved.save, name="view-save"),
    path("views/<int:view_id>/remove/", saved.remove, name="view-remove"),
    path("views/<int:view_id>/usual/", saved.usual, name="view-usual"),
    path("portfolios/", portfolios.portfolios, name="portfolios"),
    path("portfolios/<int:portfolio_id>/", portfolios.portfolio, name="portfolio"),
    path("compare/", compare.compared, name="compare"),
    path("compare/export/", compare.export, name="compare-export"),
    path("search/", search.results, name="search"),
    path("notices/", notices.notices, name="notices"),
    path("notices/see/", notices.see, name="notices-see"),
    path("notices/<int:notice_id>/open/", notices.open_one, name="notice-open"),
    path("board-report/", board.board_report, name="board-report"),
    path("board-report/pdf/", board.board_pdf, name="board-report-pdf"),
    path("board-report/word/", board.board_word, name="board-report-word"),
    path("board-report/money/", board.money, name="board-money"),
    path("board-report/asked/", board.asked, name="board-asked"),
    path("demonstration/", demonstration.demonstration, name="demonstration"),
]
