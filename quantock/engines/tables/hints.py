"""What registers call the fields of a project, as data that a practitioner can read.

Each pattern is tried on a heading in plain words (see `words.plain`): first whole on its main part, then as a part of it.
The weight says how telling it is, 1 being beyond doubt. A veto takes a field out of the question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FY = r"(?:20\d\d (?:20)?\d\d|\d\d \d\d|(?:fy|financial year) ?\d\d(?:\d\d)?(?: (?:20)?\d\d)?|financial year|in year|yearly|annual|current year|this year|year|20\d\d|[12]\d[123]\d)"
_THING = r"(?:project|programme|scheme|initiative|workstream|work stream|investment|intervention|activity|plan|pathway|proposal|idea|opportunity)"


@dataclass(frozen=True, slots=True)
class Hint:
    """How a field is called: patterns for the whole main heading, patterns for a part of it, and what rules it out."""

    whole: tuple[tuple[str, float], ...]
    part: tuple[tuple[str, float], ...] = ()
    veto: str = r"(?!)"

    def weight(self, forms: Sequence[str]) -> float:
        """How much a heading speaks for the field, 0 to 1. `forms` as `heading_forms` gives them."""
        main, full = forms[0], forms[1]
        if re.search(self.veto, main) or (len(full) < 80 and re.search(self.veto, full)):
            return 0.0
        whole = max(
            (weight for pattern, weight in self.whole for form in forms if re.fullmatch(pattern, form)),
            default=0.0,
        )
        part = max((weight for pattern, weight in self.part if re.search(pattern, main)), default=0.0)
        return max(whole, part)


_PERSON = r"manager|lead\b|leader|owner|sponsor|\bsro\b|contact|officer|director\b|\bauthor\b|responsible|accountable|assigned|created by|modified by|champion"
_WORDS = r"narrative|commentary|comments?\b|notes?\b|explanation|rationale|reason|update\b|justification"
_OTHER = r"\brisk|milestone|\bissue|action\b|\bkpi|measure\b|indicator|supplier|contractor|document|\bfile\b|\blink\b|\burl\b"
_LATEST = r"last (?:updated|modified|review)|modified|created|review date|report(?:ing)? date|approval|approved on|milestone|gateway|board date|logged|raised|entered"

HINTS: dict[str, Hint] = {
    "name": Hint(
        (
            (rf"(?:name of |full )?(?:the )?{_THING}s? ?(?:programme|project)? ?(?:name|title)", 1.0),
            (r"(?:project|scheme) (?:name )?(?:and |or )?(?:programme |project )?(?:name|title)", 1.0),
            (r"(?:project|scheme)s?(?: programme)?|programme project", 0.9),
            (r"name of (?:project|scheme|programme|initiative)", 1.0),
            (
                rf"(?:name of |title of )?(?:qi|quality improvement|improvement|service improvement|transformation|change|capital|audit) {_THING}s?"
                r"(?: name| title)*",
                0.8,
            ),
            (r"(?:short |scheme |project )?title", 0.85),
            (r"name", 0.85),
            (rf"{_THING}s?", 0.75),
            (
                r"(?:task|item|work item|business case|bid|proposal|submission|improvement|cip|cip scheme)(?: name| title)?|title of (?:the )?(?:project|scheme|programme)",
                0.6,
            ),
            (r"summary|primary column|subject", 0.4),
        ),
        (
            (r"\b(?:project|scheme|programme|initiative) (?:name|title)\b", 0.9),
            (r"\bscheme\b.*\b(?:name|title|description)\b", 0.6),
        ),
        rf"{_PERSON}|{_WORDS}|{_OTHER}|organisation|department|\bid\b|number|\bcode\b|reference|\btype\b|category|status|stage|date|cost|budget",
    ),
    "external_id": Hint(
        (
            (
                r"(?:unique |gmpp |corporate |local |internal )?(?:project|scheme|programme|gmpp|initiative|cip|pid|capital|plan|opportunity|workstream)? ?"
                r"(?:unique )?(?:id|identifier|reference|number|no|code|uid|guid|uuid|#)(?: ?(?:number|no|code|id|#))?",
                1.0,
            ),
            (r"unique (?:project )?(?:identifier|id|reference)", 1.0),
            (
                r"pid|upi|urn|uprn|p ?id|gmpp id number|project uid|key|issue key|system id|record id|[a-z]{2,5} reference",
                0.9,
            ),
            (
                r"(?:cost centre|finance|ledger|oracle|sap|capital) code|job (?:no|number)|(?:work )?order",
                0.5,
            ),
            (r"[a-z]{2,12} (?:id|no|number|reference|uid)", 0.55),
            (r"no|#|s n|sn|item no|serial no", 0.3),
        ),
        (
            (
                r"\b(?:project|scheme|programme) (?:id|identifier|uid|reference|number|no|code)\b",
                0.9,
            ),
            (
                r"\b(?:id|identifier|reference (?:no|number)|unique reference)\b",
                0.7,
            ),
        ),
        rf"{_PERSON}|{_WORDS}|\brisk|parent|organisation (?:id|identifier|code|number)|charity|company|cost centre name|ward|postcode|phone|number of|fte|previous|linked|related|date|ods|region",
    ),
    "organisation": Hint(
        (
            (
                r"(?:lead |sponsor |sponsoring |owning |responsible |host |accountable |parent |delivery |name of )?"
                r"(?:department|organisation|trust|council|local authority|authority|provider|body|agency|institution|company|employer)(?: name)?",
                1.0,
            ),
            (
                r"(?:nhs )?(?:trust|foundation trust|icb|provider|org) ?(?:name)?|ministry|organisation trust|trust organisation|lead partner|(?:lead )?applicant(?: name)?|name of (?:lead )?applicant|(?:grant )?recipient(?: organisation)?(?: name)?|"
                r"(?:lead |host )?(?:nhs|health) board(?: name)?|"
                r"grantee(?: name)?|charity(?: name)?|(?:beneficiary|funded|awarded|applicant) organisation(?: name)?",
                0.9,
            ),
            (r"(?:managing|lead|sponsoring|responsible) agency|lead organisation partner|client", 0.6),
        ),
        (
            (r"\b(?:lead|sponsoring|owning|host) (?:department|organisation|trust|body|authority)\b", 0.8),
            (r"^lead (?:\w+ ){1,3}(?:authority|agency|organisation|trust|body)$", 0.8),
        ),
        rf"manager|contact|officer|director\b|{_WORDS}|\btype\b|code|other|partners\b|supporting|number",
    ),
    "category": Hint(
        (
            (r"(?:annual )?report(?:ing)? category|(?:project |scheme |programme )?category", 1.0),
            (
                r"(?:project|scheme|programme|investment|work|portfolio|audit|improvement|initiative|change|intervention|activity|bid) "
                r"(?:type|category|class|classification)",
                0.85,
            ),
            (
                r"(?:strategic |investment |policy |funding |priority )?theme|(?:investment|strategic|corporate|delivery) priority|portfolio|(?:grant |funding )?programme(?: name| title)?|delivery programme|fund|funding stream|funding programme|fund name|workstream",
                0.6,
            ),
            (r"asset (?:class|type|group|category)|type of (?:project|scheme|work|asset)", 0.6),
            (r"type|classification|programme area|work area|investment area|capital programme|block", 0.5),
        ),
        ((r"\bcategory\b", 0.7),),
        rf"{_WORDS}|\brisk|benefit|cost category|date|£|saving|\bid\b|status",
    ),
    "description": Hint(
        (
            (
                r"(?:brief |short |project |scheme |programme |outline |detailed |full |high level )*(?:description|aims?|objectives?|scope|purpose|outline|overview)"
                r"(?: (?:and |or )?(?:of )?(?:the )?(?:project|scheme|programme|aims?|objectives?|scope|purpose))*",
                1.0,
            ),
            (
                r"aims? (?:and )?objectives?|what is the project|details?|project details|scheme details|problem statement|vision",
                0.7,
            ),
            (r"summary|project summary|background|narrative|about", 0.5),
        ),
        ((r"\bdescription\b|\baims?\b", 0.75),),
        r"\brisk|variance|schedule|budget|cost|rating|\brag\b|benefit|mitigation|issue|milestone|category|status",
    ),
    "place": Hint(
        (
            (
                r"(?:project |scheme )?(?:place|towns?|city|town city|location|site|locality|suburb|site name|place name|location name)",
                1.0,
            ),
            (
                r"where|high streets?(?: name)?|(?:electoral )?wards?|wards? affected|wards? (?:department|team|unit|area|service|clinic)|(?:department|team|unit) ward|clinical area|(?:project|scheme|site) postcodes?|area|region|constituency|neighbourhood|address|postcode|borough|county|district|hospital|hospital site",
                0.7,
            ),
        ),
        ((r"\blocation\b", 0.6),),
        rf"{_WORDS}|selected|date|cost|type|file",
    ),
    "start_date": Hint(
        (
            (
                r"(?:project |scheme |programme |planned |proposed |approved |forecast |current |latest |revised |estimated |expected )*"
                r"(?:start|commencement|begin|starts|start up)(?: ?date)?(?: dd mm yy(?:yy)?| planned| forecast)?",
                1.0,
            ),
            (
                r"project start date latest approved start date|date (?:started|of start|commenced)|start on site(?: date)?|site start|(?:construction|works|delivery|build|contract) (?:start|commencement)(?: date)?|from(?: date)?|date from|kick off(?: date)?|mobilisation(?: date)?|launch(?: date)?|(?:start|commencement) (?:year|quarter|qtr|month)|(?:quarter|qtr|month) start|year (?:of )?(?:start|started|commencement)",
                0.8,
            ),
        ),
        ((r"\bstart(?:ed|s)?\b.*\bdate\b|\bdate\b.*\bstart|\bstart\b", 0.75), (r"\bcommence", 0.7)),
        rf"{_WORDS}|{_LATEST}|financial year start|cost|variance|spend",
    ),
    "end_date": Hint(
        (
            (
                r"(?:project |scheme |programme |planned |proposed |approved |forecast |current |estimated |expected |target |anticipated |revised |latest )*"
                r"(?:end|finish|completion|complete|ends|close|closure|delivery|due|conclusion)(?: date)?(?: dd mm yy(?:yy)?| planned| forecast)?",
                1.0,
            ),
            (
                r"project end date latest approved end date|date (?:of completion|completed|due)|(?:planned |target )?go live(?: date)?|closing ?date|end ?date|(?:construction|works|delivery|build|contract) (?:end|finish|completion)(?: date)?|(?:practical|financial|scheme|project) completion(?: date)?|"
                r"(?:end|finish|completion) (?:year|quarter|qtr|month)|(?:quarter|qtr|month) (?:end|finish)|year (?:of )?(?:completion|completed|finish)",
                0.85,
            ),
            (
                r"target(?: date)?|deadline|to(?: date)?|date to|due|implementation date|delivery date|handover(?: date)?|in service(?: date)?|in use(?: date)?|beneficial use(?: date)?|opening(?: date)?|actual (?:end|finish|completion)(?: date)?",
                0.7,
            ),
            (r"end of (?:the )?(?:project|scheme|programme)", 0.7),
        ),
        (
            (
                r"\b(?:end|finish|completion|completed?)\b.*\bdate\b|\bdate\b.*\b(?:end|finish|completion)\b",
                0.75,
            ),
            (r"\b(?:finish|completion|go live|project end|timeline end)\b", 0.65),
        ),
        rf"{_WORDS}|{_LATEST}|year end|percent|%|cost|spend|variance|status|stage|contractor",
    ),
    "in_year_budget": Hint(
        (
            (
                rf"(?:total |revised |approved |latest |current |original |project )*{_FY} (?:total |revised |approved |capital |revenue |latest |current |original )*"
                r"(?:budget|baseline|allocation|approved|budgeted|programme)(?: (?:£|gbp).*)?",
                1.0,
            ),
            (
                rf"(?:total |revised |approved |latest |current |original |capital |revenue )*(?:budget|baseline|allocation)(?: for)? {_FY}(?: (?:£|gbp).*)?",
                1.0,
            ),
            (rf"(?:capital |approved |revised |original )*estimates?(?: for)? {_FY}(?: (?:£|gbp).*)?", 0.6),
            (
                rf"{_FY} plan(?: (?:£|gbp).*)?|plan(?:ned)?(?: spend| expenditure)? {_FY}|{_FY} planned spend|budget year",
                0.6,
            ),
        ),
        ((rf"\b{_FY}\b.*\b(?:budget|baseline)\b", 0.8),),
        rf"{_WORDS}|variance|forecast|actual|whole life|benefit|saving|to date|prior|previous|future|variation|%|rating|\brag\b",
    ),
    "in_year_forecast": Hint(
        (
            (
                rf"(?:total |revised |latest |current |project )*{_FY} (?:total |latest |current |revised |capital |revenue |full year |projected )*"
                r"(?:forecast|outturn|projection|projected)(?: (?:outturn|spend|cost|expenditure))?(?: (?:£|gbp).*)?",
                1.0,
            ),
            (
                rf"(?:latest |current |projected |full year )*(?:forecast|outturn|projection)(?: outturn| spend| expenditure)?(?: for)? {_FY}(?: (?:£|gbp).*)?",
                1.0,
            ),
            (r"(?:projected |forecast )outturn|full year forecast|forecast outturn £.*", 0.7),
        ),
        ((rf"\b{_FY}\b.*\bforecast\b", 0.8),),
        rf"{_WORDS}|variance|whole life|benefit|saving|prior|previous|variation|%|end date|finish|completion|rating|\brag\b|date",
    ),
    "whole_life_cost": Hint(
        (
            (
                r"(?:total )?(?:budgeted |baseline |approved |forecast |estimated |current )*(?:whole life|life ?cycle) (?:costs?|budget|value)(?: .*)?",
                1.0,
            ),
            (
                r"(?:total|gross|overall|full|lifetime) (?:approved |estimated |forecast |project |scheme |programme |capital |baseline |scheme capital |planned )*(?:costs?|budget|funding|investment|value)(?: (?:£|gbp).*)?",
                0.9,
            ),
            (r"(?:total|gross|overall|planned|forecast) (?:expenditure|spend)(?: (?:£|gbp).*)?", 0.45),
            (
                r"(?:(?:project|scheme|programme|capital|contract|estimated|anticipated|approved) )+(?:total )?(?:costs?|budget|value|investment)(?: amount| amt)?(?: of (?:the )?(?:project|scheme))?(?: (?:£|gbp).*)?",
                0.8,
            ),
            (
                r"(?:total|grant|award|funding|ukcrf|luf|ukspf|bid|fund) (?:amounts?|amt|value|award)(?: (?:£|gbp).*)?|total(?:amt|amount|cost)|"
                r"(?:total |grant )?amounts? (?:awarded|approved|agreed|granted|committed|offered)(?: (?:£|gbp).*)?|"
                r"(?:total |grant |ukcrf |luf |ukspf |fhsf |tif |town deal |towns fund )*(?:awarded|approved|agreed|offered) (?:amounts?|value|grant|funding)(?: (?:£|gbp).*)?",
                0.6,
            ),
            (r"total (?:ukspf|luf|cdel|fhsf|tif|towns fund|grant|capital)(?: (?:£|gbp).*)?", 0.55),
            (r"(?:total )?capex|(?:project|scheme|grand) total|budget forecast", 0.6),
            (
                r"(?:total |latest |current )*(?:approved |scheme |project )+estimates?|total estimate|estimates?",
                0.6,
            ),
            (
                r"(?:town deal|towns fund|levelling up(?: fund)?|fhsf|future high streets fund|ukspf|shared prosperity fund|lgf|luf)"
                r" (?:funding|grant|allocation|award)(?: (?:£|gbp).*)?",
                0.6,
            ),
            (r"(?:investment|capital|funding) (?:required|needed|sought)(?: (?:£|gbp).*)?", 0.6),
            (r"amounts?(?: (?:requested|applied for))?(?: (?:£|gbp).*)?", 0.45),
            (
                r"ffc|efc|afc|(?:final forecast|estimated final|anticipated final|forecast final|forecast) costs?(?: at completion)?|estimate at completion|eac|current (?:forecast )?costs?|(?:project |scheme |capital |total |outline )?costs? (?:estimates?|forecast)",
                0.85,
            ),
            (
                r"(?:total |capital |revised |latest |agreed )?(?:grant|funding|budget)(?: award(?:ed)?| requested| allocat(?:ed|ion)| approved| agreed| total)?(?: (?:£|gbp).*)?",
                0.55,
            ),
            (r"original (?:budget|cost)(?: (?:£|gbp).*)?", 0.45),
            (
                r"total(?: £.*)?|total baseline(?: (?:£|gbp).*)?|lifetime budget|costs?(?: (?:£|gbp).*)?|budget(?: (?:£|gbp).*)?|value(?: £.*)?|cyllideb(?: £.*)?",
                0.5,
            ),
        ),
        (
            (r"\bwhole life\b", 0.95),
            (r"\btotal\b.*\bcosts?\b", 0.8),
            (r"\btotal\b.*\bbudget\b", 0.7),
            (r"\btotal\b.*\b(?:allocation|award)\b", 0.6),
        ),
        rf"{_WORDS}|variance|benefit|saving|income|actual|to date|prior|previous|variation|changes?\b|movement|%|{_FY.replace('|year|', '|')}|remaining|invoiced|rating|\brag\b|annual|revenue|code|centre|type|category",
    ),
    "benefits": Hint(
        (
            (
                r"(?:total |baseline |monetised |expected |forecast |estimated |planned |net |gross |project |quantified |financial |whole life )*benefits?(?: value| baseline| realised)?(?: (?:£|gbp).*)?",
                1.0,
            ),
            (
                r"(?:total |planned |gross |net |annual |recurrent |full year |expected |estimated |target |projected |identified )*savings?(?: target| plan| value)?(?: (?:£|gbp).*)?",
                0.8,
            ),
            (
                r"full year effect(?: (?:savings?|value))?(?: (?:£|gbp).*)?|(?:total )?cip value(?: £.*)?|npv|net present value",
                0.75,
            ),
        ),
        ((r"\bbenefits?\b", 0.6), (rf"\bsavings?\b.*\b{_FY}\b|\b{_FY}\b.*\bsavings?\b", 0.7)),
        rf"{_WORDS}|owner|lead|manager|status|\brag\b|rating|date|type|category|class|actual|to date|recurrent non|confidence|cost ratio|bcr|measure",
    ),
}
"""The single fields. Ratings are found by their values."""
