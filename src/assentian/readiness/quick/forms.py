"""The form of one question: an answer, and for a yes what would show it."""

from django import forms

from assentian.readiness.quick.rules import Answer, Reply
from assentian.readiness.quick.sealed import LONGEST_SHOWS


class AnswerForm(forms.Form):
    reply = forms.ChoiceField(
        label="Your answer",
        choices=[(reply.value, reply.label) for reply in Reply],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer; not knowing is one."},
    )
    shows = forms.CharField(
        label="What would you show an auditor?",
        help_text="One line, without names of people. A yes that nothing shows counts as partly.",
        required=False,
        max_length=LONGEST_SHOWS,
    )

    @classmethod
    def of(cls, answer: Answer | None) -> "AnswerForm":
        return cls(initial={"reply": answer.reply.value, "shows": answer.shows} if answer else None)

    def answer(self) -> Answer:
        return Answer(Reply(self.cleaned_data["reply"]), self.cleaned_data["shows"])
