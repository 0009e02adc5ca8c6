"""What is printed and called as the library does it, with less ado."""

import pytest
from django.template import engines
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from jinja2 import Environment, UndefinedError, pass_context
from markupsafe import Markup

from quantock.config.jinja import StrictUnlessOption
from quantock.projects.models import State

VALUES = {
    "text": """<b title="x">Tom & 'Jo'</b>""",
    "ours": Markup("<b>&amp;</b>"),
    "safe": format_html("<i>{}</i>", "it"),
    "lazy": gettext_lazy("a < b"),
    "choice": State.ACTIVE,
    "number": 12,
    "none": None,
    "option": {},
}


@pytest.fixture
def env():
    return engines["jinja2"].env


@pytest.mark.parametrize(
    "source",
    [
        *(f"{{{{ {name} }}}}" for name in VALUES),
        "{{ option.missing }}",
        "{% set kept %}<p>{{ text }}</p>{% endset %}{{ kept }}",
        "{% macro told(each) %}<p>{{ each }}</p>{% endmacro %}{{ told(text) }}{{ told(each=ours) }}"
        "{% macro around(each) %}{{ each }}{{ caller() }}{% endmacro %}"
        "{% call around(text) %}<u>{{ text }}{% endcall %}",
        "{{ '<' ~ told(text) }}{% for each in [text] %}{{ '<li>%s</li>' | safe | format(each) }}{{ loop.cycle('<', text) }}{% endfor %}",
        "{{ text | e }}{{ [text, ours] | join('<') }}{% filter upper %}{{ text }}{% endfilter %}",
        "{% set name = 'x' %}{{ asks('<') }}{% for name in ['y'] %}{{ asks(text) }}{% endfor %}",
        "{% block one %}{% set name = 'z' %}{{ asks('<') }}{% endblock %}{{ self.one() }}",
    ],
)
def test_prints_what_the_library_prints(env, source):
    @pass_context
    def asks(context, said):
        return f"{said}{context.get('name', '')}"

    theirs = Environment(autoescape=True, undefined=StrictUnlessOption)
    names = {**VALUES, "asks": asks, "told": lambda said: f"[{said}]"}
    assert env.from_string(source).render(names) == theirs.from_string(source).render(names)


def test_a_macro_refuses_what_it_does_not_take(env):
    with pytest.raises(TypeError, match="takes no keyword argument 'other'"):
        env.from_string("{% macro told(each) %}{% endmacro %}{{ told(other=1) }}").render()


def test_a_misspelt_name_is_an_error(env):
    with pytest.raises(UndefinedError):
        env.from_string("{{ mispelt }}").render()
    with pytest.raises(UndefinedError):
        env.from_string("{{ mispelt() }}").render()
