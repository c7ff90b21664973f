import pytest

from geoapp.cases.source import fold
from geoapp.cases.stated import of_column, of_heading
from geoapp.cases.statuses import UNKNOWN, Judgement, Signal, judge, weigh
from geoapp.model import Status


def status_of(told: str, problem: str = "", heading: str = "") -> Status:
    text = fold(f"{problem}|{told}|{heading}")
    at = len(problem) + 1
    span = (0, len(problem)) if problem else None
    above = of_heading(text, (at + len(told) + 1, len(text))) if heading else None
    return judge(text, [(at, at + len(told))], problem=span, heading=above).status


@pytest.mark.parametrize(
    ("words", "signal"),
    [
        ("目前该问题已完成销号", Signal.CLOSED),
        ("限期15日内完成整改", Signal.ORDERED),
        ("其时市督察组正在该县下沉督察", Signal.NONE),
        ("限期内完成整改", Signal.DONE),
        ("限定养殖户在7日内将粪便清理干净", Signal.ORDERED),
        ("要求其对粪污进行彻底清理", Signal.NONE),
        ("待将鸭处理完毕后", Signal.NONE),
        ("业主已自行于12月21日将12只羊出售", Signal.DONE),
        ("目前该场正逐渐减少养殖规模", Signal.OPEN),
        ("随后督查组继续扩大检查范围", Signal.NONE),
        ("是推进湿地保护的必然要求", Signal.NONE),
        ("从源头治理确保全面消除污染", Signal.NONE),
        ("9家没有达到生态修复要求", Signal.NONE),
        ("两村在道路已经完工的基础上", Signal.NONE),
        ("完成省厅销号工作", Signal.CLOSED),
        ("任务已按时间节点完成整治并销号", Signal.CLOSED),
        ("目前该问题已完成整改", Signal.CLOSED),
        ("该问题已完成整改并通过市级验收", Signal.CLOSED),
        ("尚未销号", Signal.OPEN),
        ("尚未批复销号", Signal.PENDING),
        ("市里已组织验收并销号", Signal.CLOSED),
        ("县里已于9月组织验收并予以销号", Signal.CLOSED),
        ("将组织验收并予以销号", Signal.NONE),
        ("(已完成整改)", Signal.CLOSED),
        ("已于2024年8月完成整改", Signal.DONE),
        ("通过整改", Signal.NONE),
        ("整改措施已全部落实", Signal.DONE),
        ("该项整改已达到序时进度", Signal.OPEN),
        ("待水库蓄水后清理", Signal.OPEN),
        ("县监委已介入调查", Signal.ORDERED),
        ("进入销号程序", Signal.PENDING),
        ("计划于2025年12月底开展销号申报工作", Signal.PENDING),
        ("2018年完成整改销号的1个问题", Signal.NONE),
        ("完成整改一个,销号一个", Signal.NONE),
        ("已完成渣场封场工程可研编制", Signal.OPEN),
        ("完成总工程量的75%", Signal.OPEN),
        ("剩余2艘正在办理手续", Signal.OPEN),
        ("于2025年8月25日完工", Signal.DONE),
        ("目前3家屠宰场已关停退出", Signal.DONE),
        ("确保2025年底前完成整改到位", Signal.OPEN),
        ("尚未发现渗漏", Signal.NONE),
        ("阶段性办结", Signal.STAGED),
        ("同意按程序报市级销号", Signal.PENDING),
        ("待市级复核", Signal.PENDING),
        ("草地恢复将于雨季结束后实施", Signal.OPEN),
        ("已基本完成整改", Signal.STAGED),
        ("责令立案查处", Signal.ORDERED),
        ("该店油烟净化设施安装到位", Signal.DONE),
        ("倾倒的污泥已全部转运处置", Signal.DONE),
        ("5月27日完成设备拆除和废油渣清运", Signal.DONE),
        ("县里依法拆除该加工场并恢复土地原貌", Signal.DONE),
        ("要求依法拆除该加工场", Signal.NONE),
        ("余下2家计划6月底前拆除", Signal.OPEN),
        ("住建局已安排施工队伍抢修破损管网", Signal.OPEN),
        ("已组织清理完毕", Signal.DONE),
        ("近期组织实施", Signal.OPEN),
        ("省厅后续统一收回", Signal.DROPPED),
        ("该项目终止实施", Signal.DROPPED),
        ("巩固整改成果", Signal.ONGOING),
        ("继续实施绿色治理模式", Signal.WEAK),
        ("召开专题会议", Signal.NONE),
        ("设施自2022年5月起正常运行", Signal.DONE),
        ("3月2日起恢复供水", Signal.DONE),
        ("厂区已正常运行", Signal.DONE),
        ("计划5月1日起恢复运行", Signal.OPEN),
        ("县财政局已将结余资金全部拨付至乡镇", Signal.DONE),
        ("待批复后组织招标", Signal.OPEN),
        ("按时序推进", Signal.OPEN),
        ("尚有9户未接入", Signal.OPEN),
        ("计划2023年12月底前全部接入", Signal.OPEN),
        ("除尘设备安装到位后方可恢复生产", Signal.OPEN),
        ("剩余13处受冻土影响暂停施工", Signal.OPEN),
        ("其余2家5月底前关停", Signal.OPEN),
        ("回收站已于2022年9月启用", Signal.ACTED),
        ("达到时序进度", Signal.OPEN),
        ("施工单位将尽快完成混接点改造", Signal.NONE),
        ("2021年底前5座窑炉要全部完成超低排放改造", Signal.OPEN),
        ("窑炉要全部完成超低排放改造", Signal.NONE),
        ("您反映的河段目前正进行清淤整治", Signal.OPEN),
        ("检查时该料场正在晾晒煤泥", Signal.NONE),
        ("村里已对此垃圾坑进行了彻底治理", Signal.DONE),
        ("要求该公司立即限产", Signal.ORDERED),
        ("争取在10天之内达到环保要求", Signal.NONE),
        ("并再次下达整改通知单", Signal.OPEN),
    ],
)
def test_one_phrase(words: str, signal: Signal) -> None:
    assert weigh(words)[0] is signal


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("已建成管网。目前正在进行调试。", Status.IN_PROGRESS),
        ("你县所报材料称“已完成整改”，与实际不符。逾期未整改的将约谈。", Status.UNKNOWN),
        ("镇里组织封堵，5月20日完成管道改接，雨水口晴天已无污水流出。", Status.DONE),
        ("投资90万元建设管网，去年底完工。", Status.DONE),
        ("县里于2025年3月底前完成了全部养殖户的搬迁。", Status.DONE),
        ("设备已停用，排水方案尚在编制。", Status.IN_PROGRESS),
        ("平台已列入拆除计划，7月中旬实施。", Status.PLANNED),
        ("已纳入历史遗留矿山修复项目，待资金下达后实施，计划2026年12月31日前完成。", Status.PLANNED),
        ("坑填平了，镇里来看过，给销了号。", Status.CLOSED),
        ("料场顶棚已封闭，罚款3万元。", Status.DONE),
        ("清挖污染土126吨，石油烃浓度低于第二类用地筛选值4500mg/kg。", Status.DONE),
        ("清淤已于6月完成，8月水质仍为劣Ⅴ类，12月底前消除劣Ⅴ类。", Status.IN_PROGRESS),
        ("封了1眼，另1眼4月30日前封。还差一半。", Status.IN_PROGRESS),
        ("已明确镇政府为管护责任主体，落实巡坝员2名。", Status.DONE),
        ("扩建工程已封堵溢流口。待环保验收后正式运行。", Status.IN_PROGRESS),
        ("修复工作尚未启动，拟待规划批复后组织实施。", Status.PLANNED),
        ("因规划正在调整，修复工作尚未启动。", Status.PLANNED),
        ("采取措施加快推进；任务已完成整治并销号。", Status.CLOSED),
        ("甲河已完成整治销号；乙厂计划于2025年12月底开展销号申报工作。", Status.IN_PROGRESS),
        ("责令停产，目前已拆除设备。", Status.DONE),
        ("责令停产。", Status.IN_PROGRESS),
        ("加强学习，明确责任。", Status.UNKNOWN),
        ("县政府高度重视，表示将尽快制定返工方案。", Status.PLANNED),
        ("镇政府承诺，下一步将组织清理。", Status.PLANNED),
        ("长期坚持。", Status.ONGOING),
        ("清退钓点9处，建立周巡查机制。", Status.ONGOING),
        ("打捞漂浮物2吨。该问题已完成整改，今后将长期坚持。", Status.CLOSED),
        ("打捞漂浮物2吨，已完成，长期坚持。", Status.DONE),
        ("责令停止投肥，由乡里实行人放天养，长期坚持。", Status.ONGOING),
        ("已编制治理方案并通过专家评审，计划2025年4月进场施工。", Status.PLANNED),
        ("县里成立了专班，选定了新址，计划2026年6月底前完成搬迁。", Status.PLANNED),
        ("某县承诺6月20日前拆除到位。", Status.PLANNED),
        ("请某镇于10月15日前清运完毕。", Status.PLANNED),
        ("要求某镇于10月15日前清运完毕。", Status.IN_PROGRESS),
        ("方案已通过评审，目前正在招标，计划年底前完工。", Status.IN_PROGRESS),
        ("已清运砖渣200吨，计划年底前清运完毕。", Status.IN_PROGRESS),
        ("当场断电，某镇承诺7月底前拆除到位。", Status.IN_PROGRESS),
        ("已列入水毁修复计划，资金正在争取中。", Status.PLANNED),
        ("已转县水利局列入水毁修复计划，资金正在争取中。", Status.PLANNED),
        ("已纳入2023年度历史遗留矿山生态修复项目，待资金下达后实施，计划2023年12月31日前完成。", Status.PLANNED),
        ("治理工程尚未实施，拟争取资金后启动，年底前完成。目前已设置警示标志。", Status.PLANNED),
        ("尚未启动清运，正在编制清理方案。", Status.PLANNED),
        ("有关单位将进一步加强台账管理，健全归档制度。", Status.PLANNED),
        ("修建沉淀池，已加强看护，后续将进一步治理。", Status.UNKNOWN),
        ("垃圾已全部清理完毕。倾倒的司机已锁定，案件正在办理中。", Status.DONE),
        ("甲厂已停产，待破产重整后处置。", Status.IN_PROGRESS),
        ("8月2日完成拆解。材料已报市里，尚未批复销号。", Status.DONE),
        ("该问题已完成整改并销号，长期坚持。", Status.CLOSED),
        ("编制了方案，尚未动工。", Status.PLANNED),
        ("尚未制定方案，整改工作未启动。", Status.PLANNED),
        ("东岸已完成清淤；西岸尚未动工。", Status.IN_PROGRESS),
        ("完成整改，正在履行销号程序。拆除违建27处。", Status.DONE),
        ("达到序时进度。一是防渗工程已于7月完工。", Status.IN_PROGRESS),
        ("9月12日完成自主验收，待市级现场核查。", Status.DONE),
        ("县级初步验收合格，整改到位，待市级复核。", Status.DONE),
        ("12处排口完成封堵，正在准备验收材料。", Status.DONE),
        ("整改工作已完成，正在整理销号资料。", Status.DONE),
        ("网箱已清理，计划3月底前申请销号。", Status.IN_PROGRESS),
        ("立案处罚10万元。已规范设置识别标志。", Status.DONE),
        ("已补办手续，二期工程正在施工。", Status.IN_PROGRESS),
        ("尚未启动，计划7月份开工建设收集点。", Status.PLANNED),
        ("某县表态，将于7月上旬开工，10月底前完成修复。", Status.PLANNED),
        ("补齐洗车平台1套，8月1日解除挂牌督办。", Status.DONE),
        ("现场检查时该公司正在生产。", Status.UNKNOWN),
        ("2025年1月进场施工。4月通过市级验收，5月16日完成省级销号。", Status.CLOSED),
        ("原计划12月底完成，经批准延期至3月底，现已按期完成整改任务。", Status.CLOSED),
        ("原定6月底前完成，经市里同意延期至12月31日。目前已签订协议9户。", Status.IN_PROGRESS),
        ("已列入2025年投资项目储备，计划8月启动建设。", Status.PLANNED),
        ("已编制治理方案，目前资金尚未落实，计划于2025年3月开工。", Status.PLANNED),
        ("正在办理用地手续，计划于2025年3月开工。", Status.IN_PROGRESS),
        ("已加装护栏，二期资金未到位，计划于2025年3月开工。", Status.IN_PROGRESS),
        ("尚未开展实质性整改。", Status.PLANNED),
        ("某乡人民政府将继续加强山塘巡查管护，按月公布监测结果。", Status.ONGOING),
        ("后续将持续做好日常监管。", Status.ONGOING),
        ("正在接通管网，并继续加强巡查。", Status.IN_PROGRESS),
        ("加快推进管网建设，继续加强监管。", Status.IN_PROGRESS),
    ],
)
def test_least_advanced_part_decides(told: str, status: Status) -> None:
    assert status_of(told) is status


def test_closing_one_part_of_two_is_not_closing_the_problem() -> None:
    problem = "夏季攻势任务进展滞后。湖泊总磷浓度达标有难度。"
    assert status_of("夏季攻势任务已全部完成整改并销号。总磷为0.079毫克/升。", problem) is Status.DONE
    assert status_of("目前该问题已完成销号。", problem) is Status.CLOSED


def test_a_missing_closure_is_mended_by_closure_only() -> None:
    problem = "总磷超标问题超期未完成销号。"
    assert status_of("已种植水草27万株，完成湿地全部工程建设。继续实施治理。", problem) is Status.IN_PROGRESS
    assert status_of("已通过验收，该问题已销号。", problem) is Status.CLOSED


@pytest.mark.parametrize(
    ("heading", "told", "status"),
    [
        ("集中整改期内已完成的整改事项", "加强监管。", Status.DONE),
        ("集中整改期内已完成的整改事项", "该问题已完成销号。", Status.CLOSED),
        ("集中整改期内已完成的整改事项", "项目正在施工。", Status.IN_PROGRESS),
        ("集中整改期内阶段性完成的整改事项", "目前正在持续推进中。", Status.STAGED),
        ("取得阶段性成效的整改事项", "剩余2个排口正在整治。", Status.STAGED),
        ("取得阶段性成效的整改事项", "清理枯树90株，今后将长期坚持秋冬清理。", Status.ONGOING),
        ("正在推进的问题", "压实责任。此项工作需长期坚持。", Status.ONGOING),
        ("已完成的整改事项", "果园已全部清退，因树苗尚处缓苗期，本次按阶段性完成申报。", Status.STAGED),
        ("集中整改期内整改进展情况", "加强监管。", Status.UNKNOWN),
        ("下一步整改工作安排", "加强监管。", Status.UNKNOWN),
        ("正在推进的问题", "已完成可研编制。", Status.IN_PROGRESS),
        ("需长期坚持的整改事项", "加强监管。", Status.ONGOING),
    ],
)
def test_chapter_headings(heading: str, told: str, status: Status) -> None:
    assert status_of(told, heading=heading) is status


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("已办结", Status.DONE),
        ("阶段性办结", Status.STAGED),
        ("未办结", Status.IN_PROGRESS),
        ("已完成整改并长期坚持", Status.DONE),
        ("已销号", Status.CLOSED),
    ],
)
def test_column(words: str, status: Status) -> None:
    assert of_column(words, (0, len(words))).status is status


def test_findings_are_no_status() -> None:
    assert of_column("属实", (0, 2)) == UNKNOWN
    assert judge("经查属实", [(0, 4)]) == Judgement(Status.UNKNOWN, None)


def test_the_quote_is_the_phrase_that_says_so() -> None:
    text = fold("已同意该方案。目前该项目已取得环评批复。")
    judged = judge(text, [(0, len(text))])
    assert judged.span is not None
    assert text[slice(*judged.span)] == "目前该项目已取得环评批复"


@pytest.mark.parametrize("words", ["现申请销号", "拟申请销号", "申请销号", "现报请市级销号"])
def test_an_application_alone_closes_nothing(words: str) -> None:
    """Even in a notice of closures: what is applied for is finished at most."""
    assert status_of(f"边坡治理面积1.9公顷,{words}。", heading="已完成整改并销号") is Status.DONE
    assert of_column(words, (0, len(words))).status is Status.DONE


def test_a_closing_that_is_planned_is_not_even_finished() -> None:
    assert of_column("计划12月底销号", (0, 8)).status is Status.IN_PROGRESS
    assert of_column("已销号", (0, 3)).status is Status.CLOSED


@pytest.mark.parametrize(
    ("words", "signal"),
    [
        ("定期召开任务推进会议", Signal.NONE),
        ("为推进问题整改", Signal.NONE),
        ("走可持续的发展道路", Signal.NONE),
        ("未落实《关于全面退出石煤开发的意见》要求", Signal.NONE),
        ("未落实“全面退出石煤开发”要求", Signal.NONE),
        ("已下达了停产通知书", Signal.ORDERED),
        ("批复同意该尾矿库闭库销号", Signal.NONE),
        ("持续推进管网改造", Signal.WEAK),
    ],
)
def test_words_that_only_sound_like_a_state(words: str, signal: Signal) -> None:
    assert weigh(words)[0] is signal


def test_the_item_of_the_task_above_a_problem_is_no_part_of_it() -> None:
    words = "(整改任务第21项)\n某县某河某段存在砂坑。\n回填砂坑11处。通过验收,予以销号。"
    problem, told = (0, words.index("\n回填")), (words.index("回填"), len(words))
    assert judge(words, [told], problem=problem).status is Status.CLOSED
