"""Service loops: files in, work orders, complaints."""

from app.api.parts.route import Route
from app.services.service_quality.files import import_service_file, preview_service_file

TAG = "Service quality"

ROUTES = (
    Route("POST", "/service-quality/files", import_service_file, status=201),
    Route("POST", "/service-quality/previews", preview_service_file),
)
