"""OGC API - Features: every collection for QGIS, GDAL and scripts, over the same selection as map, list and export."""

from geoapp.web.ogcapi import cors
from geoapp.web.ogcapi.views import blueprint

__all__ = ["blueprint", "cors"]
