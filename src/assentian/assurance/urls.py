from django.urls import path

from assentian.assurance import views

app_name = "assurance"
urlpatterns = [
    path("o/<slug:organisation>/nonconformities/", views.register, name="list"),
    path("o/<slug:organisation>/nonconformities/raise/", views.raise_one, name="raise"),
    path("o/<slug:organisation>/nonconformities/<int:nonconformity>/", views.detail, name="detail"),
    path("o/<slug:organisation>/nonconformities/<int:nonconformity>/correct/", views.correct, name="correct"),
    path("o/<slug:organisation>/nonconformities/<int:nonconformity>/close/", views.close, name="close"),
    path("o/<slug:organisation>/stories/<slug:table>/<slug:record>/", views.story, name="story"),
]
