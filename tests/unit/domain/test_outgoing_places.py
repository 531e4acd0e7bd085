"""Places that can be sent are on the map."""

import pytest
from pydantic import ValidationError

from appcare.domain.events.content import Location
from appcare.domain.events.outgoing import LocationContent, TemplateHeader

NOWHERE = [(90.1, 0.0), (-90.1, 0.0), (0.0, 180.1), (0.0, -180.1), (float("nan"), 0.0), (0.0, float("inf"))]


@pytest.mark.parametrize(("latitude", "longitude"), NOWHERE)
def test_a_place_that_is_nowhere_is_refused(latitude: float, longitude: float) -> None:
    """In a message and in a template's header: Meta would refuse it later, in worse words."""
    place = Location(latitude=latitude, longitude=longitude)
    with pytest.raises(ValidationError, match="latitude is from -90 to 90"):
        LocationContent(kind="location", location=place)
    with pytest.raises(ValidationError, match="latitude is from -90 to 90"):
        TemplateHeader(location=place)


@pytest.mark.parametrize(("latitude", "longitude"), [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.0)])
def test_the_edges_of_the_map_are_on_it(latitude: float, longitude: float) -> None:
    """The poles and the line where the day changes can be sent."""
    place = Location(latitude=latitude, longitude=longitude)
    assert LocationContent(kind="location", location=place).location == place
    assert TemplateHeader(location=place).location == place
