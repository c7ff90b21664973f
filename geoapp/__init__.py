"""整改一张图: from rectification notices to cases, places and maps.

Data flows ``notices -> cases -> places -> layers -> store -> web/maps/exports``; imports do not: the rooms know only
``geoapp.model``, and ``geoapp.pipeline`` calls them in order. See ``docs/house.md``.
"""

__version__ = "0.1.0"
