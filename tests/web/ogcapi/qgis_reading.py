"""Run by the system's Python, where Debian puts QGIS: reads the API as QGIS would and prints what it saw as JSON.

/usr/bin/python3 qgis_reading.py http://host/ogcapi [layer.qlr]
"""

import json
import os
import sys
import tempfile

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["HOME"] = tempfile.mkdtemp()  # no profile of anybody's, no cache of an earlier run

from qgis.core import (
    QgsApplication,
    QgsFeatureRequest,
    QgsLayerDefinition,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)


def opened(url, typename, **more):
    given = {"url": url, "typename": typename, "pagingEnabled": "default", "maxNumFeatures": "", **more}
    source = " ".join(f"{key}='{value}'" for key, value in given.items() if value)
    return QgsVectorLayer(source, typename, "OAPIF")


def read(url, qlr):
    cases = opened(url, "cases")
    if not cases.isValid():
        return {"error": cases.error().message()}
    features = list(cases.getFeatures())
    window = QgsRectangle(112, 28, 113, 29)
    near = [f["case_id"] for f in cases.getFeatures(QgsFeatureRequest().setFilterRect(window))]
    closed = [f["case_id"] for f in cases.getFeatures(QgsFeatureRequest().setFilterExpression("\"status\" = 'closed'"))]
    moved = opened(url, "cases", srsname="EPSG:4490")
    places = {
        f["case_id"]: [f.geometry().boundingBox().center().x(), f.geometry().boundingBox().center().y()]
        for f in moved.getFeatures()
        if f.hasGeometry()
    }
    zones = opened(url, "zones")
    found = {
        "version": QgsApplication.platform(),
        "count": len(features),
        "fields": {field.name(): field.typeName() for field in cases.fields()},
        "located": sum(f.hasGeometry() for f in features),
        "near": near,
        "closed": closed,
        "crs": cases.crs().authid(),
        "moved_crs": moved.crs().authid(),
        "places": places,
        "zones": [f["name"] for f in zones.getFeatures()] if zones.isValid() else None,
    }
    if qlr:
        found["qlr"] = [[layer.name(), layer.isValid()] for layer in QgsLayerDefinition.loadLayerDefinitionLayers(qlr)]
    QgsProject.instance().clear()
    return found


application = QgsApplication([], False)
application.initQgis()
result = read(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
print("RESULT " + json.dumps(result), flush=True)
os._exit(0)  # QGIS's own way out sometimes crashes after the work is done
