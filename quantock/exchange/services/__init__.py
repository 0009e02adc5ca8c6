"""Verbs of bringing registers in and taking lists out."""

from quantock.exchange.register.account import Account
from quantock.exchange.register.order import Decisions, Order
from quantock.exchange.services.bringing import bring_in

__all__ = ["Account", "Decisions", "Order", "bring_in"]
