"""What goes wrong in the field: a full phone, a wrong clock, impossible positions, pictures that are none, two phones.
Nothing that was written is lost, and every way out is on the screen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from browser_kit import NOW, PHONE, fresh
from field_kit import SPOT, photo, reconnect, sign_in, visits, write_visit

pytestmark = pytest.mark.browser


def at_the_lake(page: Any, office: Any) -> None:
    page.goto(f"{office.url}/nearby{SPOT}")
    page.reload()
    page.wait_for_selector("#answer:not([hidden])")
    page.wait_for_function("() => window.wm.visits.allowed")


def queued(page: Any) -> str:
    page.wait_for_selector("#queue-list li")
    return str(page.locator("#queue").inner_text())


def fill_up(page: Any, office: Any, size: int) -> None:
    """Leave this origin so many bytes of storage."""
    chrome = page.context.new_cdp_session(page)
    chrome.send("Storage.overrideQuotaForOrigin", {"origin": office.url, "quotaSize": size})


def test_a_full_phone_says_so_and_the_visit_waits_on_the_page(phone: Any, office: Any) -> None:
    at_the_lake(phone, office)
    before = len(visits(office))
    fill_up(phone, office, 1)
    phone.context.set_offline(True)
    write_visit(phone, "手机满了", photo() + b"\0" * 3_000_000)
    said = queued(phone)
    assert "请不要关闭本页" in said and "没有网络" in said
    reconnect(phone)
    phone.wait_for_selector("#queue-list .sent")
    (visit,) = visits(office)[before:]
    assert visit.note == "手机满了" and len(visit.attachments) == 1


def test_a_phone_that_has_room_again_keeps_what_waited(phone: Any, office: Any) -> None:
    at_the_lake(phone, office)
    fill_up(phone, office, 1)
    phone.context.set_offline(True)
    write_visit(phone, "先满后空", photo() + b"\0" * 3_000_000)
    assert "请不要关闭本页" in queued(phone)
    fill_up(phone, office, 500_000_000)
    phone.click("#queue-send")
    phone.wait_for_function("() => !document.getElementById('queue').innerText.includes('请不要关闭本页')")
    phone.context.set_offline(False)
    phone.evaluate("() => window.wm.visits.send()")
    phone.wait_for_selector("#queue-list .sent")


def test_an_area_that_does_not_fit_is_told(phone: Any, office: Any) -> None:
    at_the_lake(phone, office)
    fill_up(phone, office, 1)
    phone.select_option("#offline-form [name=radius]", "50000")
    phone.click("#offline-form button")
    phone.wait_for_function("() => document.getElementById('offline-say').textContent.includes('手机空间不够')")
    assert phone.locator("#offline-form button").is_enabled()


def test_a_storage_that_cannot_be_opened_still_sends(phone: Any, office: Any) -> None:
    phone.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'InvalidStateError'); }")
    at_the_lake(phone, office)
    before = len(visits(office))
    write_visit(phone, "存不下也要送")
    phone.wait_for_selector("#queue-list .sent")
    assert len(visits(office)) == before + 1


def test_a_picture_that_is_none_can_be_left_out(phone: Any, office: Any) -> None:
    at_the_lake(phone, office)
    before = len(visits(office))
    write_visit(phone, "一张坏一张好", b"<html>no picture</html>", photo())
    phone.wait_for_selector("#queue-list .refused")
    assert "不是 JPEG、PNG、WebP 或 HEIC 照片" in queued(phone)
    assert len(visits(office)) == before
    phone.get_by_role("button", name="去掉这张照片，其余送出").click()
    phone.wait_for_selector("#queue-list .sent")
    (visit,) = visits(office)[before:]
    assert (visit.note, len(visit.attachments)) == ("一张坏一张好", 1)


def test_a_photo_beyond_the_limit_is_refused_before_it_is_kept(phone: Any, office: Any) -> None:
    at_the_lake(phone, office)
    phone.locator(".near-card .visit-open").first.click()
    phone.locator(".visit-form .found label").nth(1).click()
    phone.evaluate(
        """() => { const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(26 * 1048576)], '大.jpg', { type: 'image/jpeg' }));
        document.querySelector('.visit-form input[type=file]').files = files.files; }"""
    )
    phone.click(".visit-form button.primary")
    phone.wait_for_function("() => document.querySelector('.visit-form .wrong').textContent.includes('超过 25 MB')")


@pytest.mark.parametrize("days", [1.1, -1.1])
def test_a_clock_wrong_by_a_day_is_told_and_put_right(phone: Any, office: Any, days: float) -> None:
    phone.clock.set_fixed_time(NOW + timedelta(days=days))
    at_the_lake(phone, office)
    before = len(visits(office))
    write_visit(phone, f"钟差 {days} 天")
    phone.wait_for_selector("#queue-list .refused")
    assert "相差超过一天" in queued(phone) and "已按服务器时间改正" in queued(phone)
    assert phone.locator("#queue input[type=datetime-local]").input_value() == "2026-01-15T09:00"
    phone.clock.set_fixed_time(NOW)  # he sets his phone right
    phone.locator("#queue .refused button.primary").click()
    phone.wait_for_selector("#queue-list .sent")
    (visit,) = visits(office)[before:]
    assert visit.payload["happened_at"].startswith("2026-01-15T09:00")


def test_a_clock_that_nobody_may_set_keeps_no_visit_back(phone: Any, office: Any) -> None:
    """An office's phone may be locked: putting the time of the visit right is enough."""
    phone.clock.set_fixed_time(NOW - timedelta(days=2))
    at_the_lake(phone, office)
    before = len(visits(office))
    write_visit(phone, "时钟锁着")
    phone.wait_for_selector("#queue-list .refused")
    phone.locator("#queue .refused button.primary").click()
    phone.wait_for_selector("#queue-list .sent")
    (visit,) = visits(office)[before:]
    assert visit.payload["happened_at"].startswith("2026-01-15T09:00")


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 0.0), (139.7, 35.6 - 40)])
def test_a_phone_that_tells_an_impossible_position(phone: Any, office: Any, lon: float, lat: float) -> None:
    at_the_lake(phone, office)
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 10})
    phone.locator(".near-card .visit-open").first.click()
    phone.locator(".visit-form > .fix button").click()
    phone.wait_for_function("() => document.querySelector('.visit-form .fix').innerText.includes('没有采用')")
    phone.locator("#by-phone").click()
    phone.wait_for_selector("#trouble:not([hidden])")
    assert "不能用" in phone.locator("#trouble").inner_text()
    assert phone.locator(".visit-form").count() == 1, "what is being written stays"


def test_without_a_network_an_impossible_position_is_told_too(phone: Any, office: Any) -> None:
    at_the_lake(phone, office)
    phone.context.set_offline(True)
    phone.locator("#typed summary").click()
    phone.fill("#typed-form [name=lon]", "0")
    phone.fill("#typed-form [name=lat]", "0")
    phone.locator("#typed-form button").click()
    phone.wait_for_function("() => document.getElementById('trouble').innerText.includes('不在我国范围内')")


def test_a_queue_item_with_an_impossible_position_goes_without_it(phone: Any, office: Any) -> None:
    """An older page, or a program, may have put it there."""
    at_the_lake(phone, office)
    before = len(visits(office))
    phone.context.set_offline(True)
    write_visit(phone, "零零")
    phone.evaluate(
        """async () => { for (const one of await window.wm.kept.visits())
          await window.wm.kept.putVisit(Object.assign(one, { position: { lon: 0, lat: 0, accuracy_m: 5 } })); }"""
    )
    phone.context.set_offline(False)
    phone.evaluate("() => window.wm.visits.send()")
    phone.wait_for_selector("#queue-list .refused")
    assert "像是没有填写" in queued(phone)
    phone.get_by_role("button", name="不带位置送出").click()
    phone.wait_for_selector("#queue-list .sent")
    (visit,) = visits(office)[before:]
    assert visit.payload["position"] is None


def test_two_phones_with_one_account_both_arrive(browser: Any, phone: Any, office: Any) -> None:
    other = fresh(browser, PHONE, timezone_id="Asia/Shanghai")
    second = other.new_page()
    second.clock.set_fixed_time(NOW)
    sign_in(second, office, "wang")
    before = len(visits(office))
    for page in (phone, second):
        at_the_lake(page, office)
        page.context.set_offline(True)
        write_visit(page, "两部手机")
    for page in (phone, second):
        page.context.set_offline(False)
        page.evaluate("() => window.wm.visits.send()")
    phone.wait_for_selector("#queue-list .sent")
    second.wait_for_selector("#queue-list .conflict .sides")
    assert "wang：现场走访" in second.locator(".sides").inner_text()
    second.locator(".queued.conflict button.primary").click()
    second.wait_for_selector("#queue-list .sent")
    assert [one.note for one in visits(office)[before:]] == ["两部手机"] * 2
    other.close()


def test_a_session_that_is_over_leads_to_the_login_and_nothing_is_lost(phone: Any, office: Any) -> None:
    at_the_lake(phone, office)
    before = len(visits(office))
    phone.context.clear_cookies()
    write_visit(phone, "登录过期")
    phone.wait_for_selector("#queue-wrong a[href^='/login']")
    assert "等待送出" in queued(phone)
    sign_in(phone, office, "wang")
    phone.wait_for_selector("#queue-list .sent")
    assert len(visits(office)) == before + 1


def test_what_is_being_written_survives_a_new_list_and_a_page_thrown_out(phone: Any, office: Any) -> None:
    at_the_lake(phone, office)
    phone.locator(".near-card .visit-open").first.click()
    phone.fill(".visit-form textarea", "写了一半")
    phone.get_by_role("button", name="10 公里").click()
    phone.wait_for_function("() => document.getElementById('near-count').textContent.startsWith('10 公里')")
    assert phone.input_value(".visit-form textarea") == "写了一半"
    phone.locator(".near-card .visit-open").nth(1).click()
    assert "还没有存下" in phone.locator(".visit-form .wrong").inner_text()
    phone.reload()
    phone.wait_for_selector("#answer:not([hidden])")
    phone.locator(".near-card .visit-open").first.click()
    assert phone.input_value(".visit-form textarea") == "写了一半"
    phone.get_by_role("button", name="取消").click()
    phone.locator(".near-card .visit-open").first.click()
    assert phone.input_value(".visit-form textarea") == ""


def test_a_visit_kept_while_a_round_is_under_way_goes_with_the_next(phone: Any, office: Any) -> None:
    """The first round has looked into the queue before the visit stood there."""
    at_the_lake(phone, office)
    phone.evaluate("() => window.wm.visits.send()")
    before = len(visits(office))
    phone.evaluate(
        """() => { const real = window.fetch; const held = new Promise((go) => { window.letGo = go; });
        window.fetch = async (url, more) => {
          if (String(url).endsWith('/api/csrf')) await held;
          return real(url, more); };
        window.wm.visits.send(); }"""
    )
    phone.locator(".near-card .visit-open").first.click()
    phone.locator(".visit-form .found label").nth(1).click()
    phone.click(".visit-form button.primary")
    phone.wait_for_function("() => !document.querySelector('.visit-form')")  # it stands in the queue
    phone.evaluate("() => window.letGo()")
    phone.wait_for_selector("#queue-list .sent")
    assert len(visits(office)) == before + 1
