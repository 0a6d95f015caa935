"""The components, as their HTML."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from liren.ui.templatetags.ui import Tab

NOW = datetime(2026, 11, 22, 6, 8, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template(source).render(Context({"now": NOW, **context}))


def test_an_icon_is_thin_and_for_the_eye_only() -> None:
    html = render('{% icon "phone" %}')
    assert 'stroke-width="1.5"' in html
    assert 'aria-hidden="true"' in html
    assert "\n" not in html


def test_a_button_is_a_button_and_a_link_is_a_link() -> None:
    assert render('{% button "Send" %}') == (
        '<button class="button" type="submit"><span>Send</span></button>'
    )
    link = render('{% button "Go" href=url kind="primary wide" %}', url="/?a=1&b=2")
    assert link.startswith('<a class="button button-primary button-wide" href="/?a=1&amp;b=2">')


def test_attributes_pass_through_and_are_escaped() -> None:
    html = render('{% button "Send" hx_post=url disabled=yes name=no %}', url='"><', yes=True)
    assert 'hx-post="&quot;&gt;&lt;"' in html
    assert " disabled>" in html or " disabled " in html


def test_what_people_typed_is_escaped_in_every_component() -> None:
    source = (
        "{% badge x %}{% button x %}{% card title=x %}{{ x }}{% endcard %}{% row x note=x end=x %}"
        "{% notice x %}{% empty_state x x %}{% details x %}{{ x }}{% enddetails %}"
        "{% phone_link x %}{% figure x x unit=x definition=x %}"
        "{% moment x who=x %}{{ x }}{% endmoment %}"
    )
    assert "<script" not in render(source, x="<script>alert(1)</script>")


def test_a_badge_needs_a_tone_we_have() -> None:
    assert render('{% badge "Late" "persimmon" %}').endswith(">Late</span>")
    with pytest.raises(ValueError, match="no such tone"):
        render('{% badge "Late" "red" %}')


def test_a_countdown_has_words_a_bar_and_the_exact_time() -> None:
    html = render("{% countdown due begun=begun %}", due=NOW + timedelta(minutes=22), begun=NOW)
    assert 'data-state="soon"' in html
    assert "22 minutes left</span> · by 14:30" in html
    assert 'title="22 November 2026, 14:30"' in html
    assert 'data-due="2026-11-22T06:30:00+00:00"' in html
    assert 'data-begun="2026-11-22T06:08:00+00:00"' in html
    assert '<progress class="bar" max="1" value="0.00" aria-hidden="true">' in html


def test_the_state_of_the_work_order_goes_before_our_guess() -> None:
    due = NOW + timedelta(days=9)
    assert 'data-state="soon"' in render('{% due at state="soon" %}', at=due)
    assert "<progress" not in render("{% due at %}", at=due)


def test_when_is_relative_with_the_exact_time_behind_it() -> None:
    html = render("{% when at %}", at=NOW - timedelta(minutes=12))
    assert ">12 minutes ago</time>" in html
    assert 'title="22 November 2026, 13:56"' in html


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the door.", required=False)
    answer = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Agree", required=False)
    place = forms.CharField()


def test_a_field_is_named_hinted_and_told_what_is_wrong() -> None:
    form = Form({"name": "", "place": ""})
    html = render("{% field form.place %}", form=form)
    assert '<label for="id_place">' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_place_error"' in html
    hinted = render("{% field form.name %}", form=form)
    assert 'aria-describedby="id_name_helptext"' in hinted
    assert 'id="id_name_helptext"' in hinted
    assert "if you like" in hinted


def test_a_field_keeps_its_class_once_when_rendered_twice() -> None:
    html = render("{% field form.name %}{% field form.name %}", form=Form())
    assert html.count('class="input"') == 2


def test_a_known_field_says_so_and_offers_a_way_out() -> None:
    html = render('{% field form.name known=True wrong_url="/wrong/" %}', form=Form())
    assert "we know this already" in html
    assert 'href="/wrong/"' in html


def test_choices_are_one_group_with_a_legend() -> None:
    html = render("{% field form.answer %}{% field form.agree %}", form=Form())
    assert html.count("<fieldset") == html.count("</fieldset>") == 1
    assert html.count('class="choice"') == 3


def test_the_pager_keeps_the_filters() -> None:
    request = RequestFactory().get("/?stage=open&page=2")
    page = Paginator(range(60), 20).page(2)
    html = render("{% pager page %}", page=page, request=request)
    assert "21–40 of 60" in html
    assert "stage=open&amp;page=1" in html
    assert "stage=open&amp;page=3" in html


def test_the_current_tab_is_named_to_readers() -> None:
    html = render(
        "{% tabs items %}", items=[Tab("All", "/", 3, is_current=True), Tab("Late", "/l")]
    )
    assert html.count('aria-current="page"') == 1
    assert '<span class="tab-count">3</span>' in html


def test_a_number_rings_when_touched() -> None:
    assert 'href="tel:02155500110"' in render('{% phone_link "021-5550 0110" %}')


def test_photos_have_words() -> None:
    photo = SimpleNamespace(url="/p/1", thumb_url="/p/1?small", alt="A dark lamp")
    assert 'alt="A dark lamp"' in render("{% photos items %}", items=[photo])
