"""Pages that show several nouns together."""

from django.urls import include, path

import quantock.desk.views.board as board
import quantock.desk.views.past as past
import quantock.desk.views.together as together
from quantock.desk.views import (
    coaching,
    compare,
    demonstration,
    home,
    notices,
    portfolios,
    projects,
    quiet,
    search,
)

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("", include("quantock.desk.narrowed_urls")),
    path("begin/", home.begin, name="begin"),
    path("idea/", home.idea, name="idea"),
    path("projects/", projects.projects, name="projects"),
    path("projects/export/", projects.export, name="export"),
    path("portfolios/", portfolios.portfolios, name="portfolios"),
    path("changes/<int:batch_id>/", together.batch, name="batch"),
    path("portfolios/export/", portfolios.portfolios_export, name="portfolios-export"),
    path("compare/", compare.compared, name="compare"),
    path("compare/export/", compare.export, name="compare-export"),
    path("search/", search.results, name="search"),
    path("coaching/", coaching.coaching, name="coaching"),
    path("coaching/export/", coaching.export, name="coaching-export"),
    path("quiet/", quiet.quiet, name="quiet"),
    path("quiet/export/", quiet.export, name="quiet-export"),
    path("notices/", notices.notices, name="notices"),
    path("notices/see/", notices.see, name="notices-see"),
    path("notices/<int:notice_id>/open/", notices.open_one, name="notice-open"),
    path("projects/<int:number>/past/", past.past, name="project-past"),
    path("projects/<int:number>/earlier/", past.earlier, name="project-earlier"),
    path("board-report/", board.board_report, name="board-report"),
    path("board-report/pdf/", board.board_pdf, name="board-report-pdf"),
    path("board-report/word/", board.board_word, name="board-report-word"),
    path("board-report/note/", board.note, name="board-note"),
    path("board-report/money/", board.money, name="board-money"),
    path("board-report/asked/", board.asked, name="board-asked"),
    path("demonstration/", demonstration.demonstration, name="demonstration"),
]
