"""An extraction as the JSON of ``geoapp extract --json``; what other people's scripts rely on."""

from __future__ import annotations

from typing import Any

from shapely.geometry import mapping

from geoapp.model import Assessment, Extraction, Measure, Metric, Notice, Position, Quote, Record, Site

Json = dict[str, Any]
_DIGITS = 7  # RFC 7946 writers: a centimetre


def extraction_to_json(extraction: Extraction) -> Json:
    """``{"notice", "cases", "warnings"}``; dates as ``YYYY-MM-DD``, geometries as GeoJSON, statuses as stored."""
    return {
        "notice": _notice(extraction.notice),
        "cases": [_record(record) for record in extraction.records],
        "warnings": [*extraction.notice.warnings, *extraction.warnings],
    }


def _notice(notice: Notice) -> Json:
    return {
        "identifier": notice.identifier,
        "work_key": notice.work_key,
        "title": notice.title,
        "issuer": notice.issuer,
        "document_number": notice.document_number,
        "genre": notice.genre.value,
        "issued_on": notice.issued_on.isoformat() if notice.issued_on else None,
        "issued_on_basis": notice.issued_on_basis,
        "province": notice.province,
        "city": notice.city,
        "county": notice.county,
        "media_type": notice.media_type,
        "file_name": notice.file_name,
    }


def _promised(record: Record) -> str | None:
    """A plan tells of putting right what is to be done: the words of its measures, as they stand."""
    quote = record.quotes.get("measures")
    return quote.exact if quote and record.measures else None


def _record(record: Record) -> Json:
    return {
        "no": record.no,
        "category": record.category,
        "problem": record.problem,
        "rectification": record.rectification or _promised(record),
        "goal": record.goal,
        "measures": [_measure(measure) for measure in record.measures],
        "status": record.status.value,
        "status_quote": quote_to_json(record.status_quote),
        "county": record.county,
        "counties": list(record.counties),
        "deadline": record.deadline.isoformat() if record.deadline else None,
        "lead_unit": record.lead_unit,
        "responsible_units": list(record.responsible_units),
        "supervising_unit": record.supervising_unit,
        "campaign": record.campaign.value,
        "kind": record.kind.value,
        "spatial": record.spatial,
        "happened_on": record.happened_on.isoformat() if record.happened_on else None,
        "happened_precision": record.happened_precision.value if record.happened_precision else None,
        "sites": [_site(site) for site in record.sites],
        "metrics": [_metric(metric) for metric in record.metrics],
        "assessments": [_assessment(assessment) for assessment in record.assessments],
        "quotes": {name: quote_to_json(quote) for name, quote in record.quotes.items()},
        "warnings": list(record.warnings),
    }


def quote_to_json(quote: Quote | None) -> Json | None:
    """Exact words, surroundings and code-point offsets; ``page`` and ``cell`` only where the document has them."""
    if quote is None:
        return None
    body: Json = {
        "exact": quote.exact,
        "prefix": quote.prefix,
        "suffix": quote.suffix,
        "start": quote.start,
        "end": quote.end,
    }
    if quote.page is not None:
        body["page"] = quote.page
    if quote.cell is not None:
        body["cell"] = quote.cell
    return body


def _measure(measure: Measure) -> Json:
    return {
        "text": measure.text,
        "deadline": measure.deadline.isoformat() if measure.deadline else None,
        "unit": measure.unit,
        "quote": quote_to_json(measure.quote),
    }


def _metric(metric: Metric) -> Json:
    return {
        "name": metric.name,
        "value": metric.value,
        "unit": metric.unit,
        "period": metric.period,
        "quote": quote_to_json(metric.quote),
    }


def _assessment(assessment: Assessment) -> Json:
    return {
        "section": assessment.section,
        "verdict": assessment.verdict,
        "period": assessment.period,
        "quote": quote_to_json(assessment.quote),
    }


def _site(site: Site) -> Json:
    return {
        "name": site.name,
        "type": site.type.value,
        "role": site.role.value,
        "status": site.status.value,
        "status_quote": quote_to_json(site.status_quote),
        "county": site.county,
        "aliases": list(site.aliases),
        "named": site.named,
        "quote": quote_to_json(site.quote),
        "position": _position(site.position),
        "remarks": site.remarks,
    }


def _position(position: Position | None) -> Json | None:
    if position is None:
        return None
    return {
        "geometry": _rounded(mapping(position.geometry)),
        "accuracy_m": position.accuracy.value_m,
        "basis": position.accuracy.basis.value,
        "source": position.source,
        "remarks": position.remarks,
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value
