"""Our Jinja2 environment: the NHS.UK macros, our own templates, and a strict idea of a missing name."""

from functools import cache
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.backends.utils import csrf_input
from django.utils.html import json_script
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, Template, UndefinedError
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

APPS = (
    "web",
    "people",
    "portfolios",
    "projects",
    "measures",
    "plans",
    "raid",
    "benefits",
    "exchange",
    "desk",
)


class StrictUnlessOption(ChainableUndefined):
    """Forgives a missing option of a component (a key of a dict); a misspelt name of ours is an error."""

    def _refuse(self) -> NoReturn:
        raise UndefinedError(self._undefined_message)

    def _is_option(self) -> bool:
        return isinstance(self._undefined_obj, dict | ChainableUndefined)

    def __str__(self) -> str:
        return "" if self._is_option() else self._refuse()

    def __iter__(self) -> Any:
        return iter(()) if self._is_option() else self._refuse()

    def __bool__(self) -> bool:
        return False if self._is_option() else self._refuse()

    def __len__(self) -> int:
        return 0 if self._is_option() else self._refuse()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) if self._is_option() else self._refuse()

    def __hash__(self) -> int:
        return id(type(self))


class Drawn(Template):
    """A template as the library draws it, without two costs of every page."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        context = self.new_context(dict(*args, **kwargs))
        try:
            return self.environment.concat(self.root_render_func(context))
        except Exception:
            self.environment.handle_exception()
        finally:
            # A page's own macros hold its context, which holds them: all that it shows would stay until the collector
            # of rubbish comes by, which stops a worker for as long as five pages take.
            context.vars.clear()

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # With the page's context the library looks for globals that a template has of its own. Ours have none.
        return super()._get_default_module()


def environment(**options: Any) -> Environment:
    """Called once by Django's Jinja2 backend."""
    from quantock.people.providers import sign_in_providers
    from quantock.web import display
    from quantock.web.addresses import url

    options["loader"] = ChoiceLoader(
        [
            *(PackageLoader(f"quantock.{app}", "jinja2") for app in APPS),
            PackageLoader("nhsuk_frontend_jinja", "templates"),
        ]
    )
    options["undefined"] = StrictUnlessOption
    options["trim_blocks"] = options["lstrip_blocks"] = True
    env = Environment(**options)  # noqa: S701  the backend passes autoescape=True
    env.template_class = Drawn
    # The name of a file changes with what is in it: while developing at any time, else with the next start.
    static = staticfiles_storage.url if settings.DEBUG else cache(staticfiles_storage.url)
    env.globals.update(url=url, static=static, csrf_input=csrf_input, **display.GLOBALS)
    env.globals["sign_in_providers"] = sign_in_providers
    env.filters.update(display.FILTERS, json_script=json_script)
    return env
