from django.urls import path, re_path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.response import Response
from rest_framework.routers import APIRootView, DefaultRouter

from core import mail

from . import rows


class Lists(APIRootView):
    """The addresses of all lists."""

    def get(self, request, *args, **kwargs):
        links = super().get(request, *args, **kwargs).data
        return Response({name: mail.on_site(link) for name, link in links.items()})


router = DefaultRouter()
router.APIRootView = Lists
router.register("trials", rows.Trials, "trial")
router.register("products", rows.Products, "product")
router.register("use-cases", rows.UseCases, "use-case")
router.register("hurdles", rows.Hurdles, "hurdle")
router.register("solutions", rows.Solutions, "solution")
router.register("recommendations", rows.Recommendations, "recommendation")
router.register("facilities", rows.Facilities, "facility")
router.register("path-steps", rows.PathSteps, "path-step")
router.register("country-facts", rows.CountryFacts, "country-fact")
router.register("answers", rows.Answers, "answer")
router.register("scenarios", rows.Scenarios, "scenario")
router.register("questions", rows.Questions, "question")
router.register("findings", rows.Findings, "finding")
router.register("statements", rows.Statements, "statement")
router.register("meetings", rows.Meetings, "meeting")
router.register("decisions", rows.Decisions, "decision")
router.register("advice", rows.AdviceGiven, "advice")
router.register("events", rows.Events, "event")
router.register("documents", rows.Documents, "document")
router.include_format_suffixes = False

app_name = "api"
urlpatterns = [
    *router.urls,
    path("economics/compute/", rows.Compute.as_view(), name="compute"),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    re_path(r"^.+/$", rows.Nothing.as_view()),
]
