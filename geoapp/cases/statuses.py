"""How far something is put right, read from the words: one phrase at a time, then all phrases together.

A keyword alone lies: 尚未销号, 超期未完成销号, 计划…销号, 进入销号程序 and 2018年完成整改销号的1个问题 hold 销号 and
close nothing. So a phrase is weighed with its negation and its tense, and a record by its least advanced part.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from geoapp.cases.gone_by import is_over
from geoapp.cases.not_begun import nothing_begun, promised, shown_by
from geoapp.cases.sentences import begins_at, phrases, sentences, without_mark
from geoapp.cases.source import Span
from geoapp.model import Status


class Signal(IntEnum):
    """What one phrase says. WEAK: work goes on, which finished cases say as well (持续加强…). ORDERED: 责令, 立案.
    ACTED: 已设置, 已补办. PENDING: the 销号 itself is still to come (将按程序申请销号)."""

    NONE = 0
    WEAK = 1
    ONGOING = 2
    ORDERED = 3
    DROPPED = 4
    ACTED = 5
    DONE = 6
    CLOSED = 7
    STAGED = 8
    PENDING = 9
    OPEN = 10


# Patterns of many alternatives say first what these begin with: nowhere else are they tried.
_NOT = r"(?:尚未|仍未|还未|暂未|未能|没有|未|不能|无法|难以)"
# A promise or a procedure around 销号/完成 makes it something still to come.
_COMING = (
    r"(?:计划|拟|预计|力争|争取|确保|即将|将于|准备|申请|申报|上报|报请|建议|推进|推动|进入|启动|待|等待|按程序|逐一|逐步|及时|实行|尽快|限期|要求|督促|下一步"
    r"|有望|应当|必须|抓紧|报送|报请?[省市州县]|正在|组织|提请|开展|加快|对账|对帐|台账)"
)
_CLOSED_WORD = re.compile(r"销号|摘牌")
_CLOSED_NOT = re.compile(
    r"(?=[闭上下不争仍准力加即及台启完实对将尚尽应建开待必抓报拟按推提摘整无暂有未正没申督确等组虽要计还进逐销限难预])(?:"
    rf"{_NOT}[^,。;]{{0,8}}(?:销号|摘牌)|{_COMING}[^,。;]{{0,14}}(?:销号|摘牌)|销号(?:申请|申报|程序|流程|制度|方案|条件|标准|备案材料|资料|公示期|前)"
    r"|虽[^,。;]{0,16}(?:销号|摘牌)|闭库(?:并)?销号|(?:销号|摘牌)的\d*[个项]?(?:问题|任务|事项)|完成一个,?销号一个|整改一个,?销号一个|销号一个"
    r")"
)
_OF_WHOLE = re.compile(
    r"该问题|此问题|问题已|同意该[^,。;]{2,16}问题销号|上述问题|以上问题|本问题|该项问题|问题均已|该项?(?:整改)?(?:任务|事项)"
)
# 2024年12月，市整改办批复同意销号: an office strikes off problems, not their parts.
_BY_OFFICE = re.compile(
    r"(?:办公室|[改察治]办|河长办|领导小组|专班)[^,。;]{0,6}(?:批复|审核|研究|批准|审定|复核)[^,。;]{0,6}销号$"
)
# 2023年3月完成省级销号: of nothing but the problem itself.
_BARE = re.compile(
    r"(?:并|现|目前)?(?:已|于|已于)?(?:20\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:已)?(?:完成|通过)(?:[省市县]级?)?(?:整改)?(?:验收)?(?:并)?销号"
)
# 市里已组织验收并予以销号: reported, where 组织…销号 alone is a step to come.
_ACCEPTED = re.compile(
    r"(?:已|[月日年])[^,。;]{0,8}(?:组织|通过)(?:了)?[^,。;]{0,8}(?:验收|核查|复核)[^,。;]{0,4}(?:予以|同意|并)销号$"
)
_NOT_CLOSED = re.compile(rf"{_NOT}[^,。;]{{0,8}}销号")
_APPLYING = re.compile(r"进入|申请|申报|上报|报请|报[省市州县]|计划|预计|正在|拟|待")
_AWAITED = re.compile(
    r"^(?:现|目前|尚)?(?:等待|待)[省市州县区上][^,。;]{0,8}(?:复核|核查|审核|抽查|验收)$"
)  # in other hands
# 正在准备验收材料: the papers alone are still missing.
_PAPERS = re.compile(
    r"(?:正在|正)?(?:抓紧|积极)?(?:准备|整理|完善|收集|编制|汇编|报送|补充)[^,。;]{0,6}(?:验收|销号|佐证)[^,。;]{0,4}(?:材料|资料|台账|档案)$|^(?:验收|销号|佐证)?(?:材料|资料)(?:正在?|目前正在)(?:抓紧|积极)?(?:准备|整理|完善|收集|汇编)$"
)
# 正准备申请省级验收: what the place had to do is done
_ACCEPTANCE = re.compile(
    r"(?:目前|现)?(?:已|正|正在)?(?:积极|抓紧|按程序)?(?:准备)?(?:申请|提请|报请|申报)[^,。;]{0,6}验收$"
)
_PAPER_ENDS = ("材料", "资料", "台账", "档案", "准备", "整理", "完善", "收集", "汇编")
_MEANT = re.compile(r"计划|预计|力争|争取|将[于在]|拟[于在]|[月年]底?前")
_CLOSED_WHOLE = re.compile(
    r"^(?:目前|现|现已|截至目前)?,?(?:该|此|上述|以上|本)?(?:反馈)?(?:问题|事项|任务|项目)?(?:均|都)?已(?:经|全部|全面|按期|按时|如期)?完成(?:了)?整改(?:任务)?"
    r"(?:[,并且]{1,2}(?:已)?通过(?:了)?[省市县州区]级?[^,。;]{0,6}验收)?(?:[并且将需,]{1,3}长期坚持)?$"
)
# Steps on the way: 完成可研编制 finishes no problem.
_STEP = (
    r"初稿|可研|可行性研究|立项|招标|招投标|采购|方案(?:编制|制定|设计)|方案$|设计|勘察|勘探|勘测|评审|前期|报告编制|报告书|报告$|摸底|初步|主体(?:工程|结构|建设|施工)|土建|首期"
    r"|征地|选址|选定|用地|环评|备案|批复|总工程量|工程量|总任务|年度任务|入库|公告|公开招|意见征求|征求"
)
_OPEN = re.compile(
    r"(?=[受到合通达待还仍正同批再不争仅仍任余依修其前剩力办即只回因处完实审将尚工已建开征承报拆拟推改整施时暂未核正治清申直确编计试调运近还进项预])(?:"
    r"正在(?!生产|营业|作业|排放|使用|晾晒|加工|堆放|装卸|倾倒|焚烧|经营|[^,。;]{0,6}(?:下沉督[察查]|暗访|调研)$)|仍在(?!线)|正准备|正(?:按|有序|加快|积极|组织|逐步|逐渐|陆续|抓紧)|(?<![改修更纠真])正(?:进行|开展|实施)|(?:推进|实施|建设|施工|整改|处理|开展|办理|修复|治理|调试|改造|进行|整治|清理|拆除|审批|报批|编制|运行调试|试运行|回采|核查|调查)(?:之)?中(?=$|[,)”])"
    r"|前期工作|前期准备|施工阶段|(?:还|尚)在(?:施工|建设|推进|整改|办理|清理|调试|安装|进行|编制|制定|设计|审查|招标)|尚未(?!发现|收到|接到|出现|检出)|仍未|还未(?!发现)|还没有?(?:动工|开工|启动|完成|建成|清完|装好)|暂未(?!发现)|未完成|未整改到位|未启动|未开工|未动工|未建成|未达标"
    r"|已(?:启动|开工|进场|进入)|进场施工|完成(?:率|了)?(?:约|近|总?工程?量的?|总量的?|任务的?)*\d+(?:\.\d+)?%|完成了?[约近过逾超]?[二三四五六七八九两]成(?![套立])|剩余[^,。;]{0,16}(?:正|计划|预计|将|拟|未)"
    r"|(?:预计|计划|力争|拟|争取|将|确保|承诺)(?:于|在|到)?[^,。;]{0,20}(?:底|前|年|月|日)[^,。;]{0,20}(?:完成|完工|(?:恢复|修复)(?!计划|方案|规划|项目)|建成|销号|验收|投产|投运|运行|达标|竣工|启动|开工)"
    r"|(?:力争|争取|计划|拟|预计|确保|承诺)[^,。;]{0,16}(?:底|前|年|月|日)[^,。;]{0,16}(?:消除|达到|解决|恢复|退出|转运|清运|治理到位|接入|纳管|覆盖|清退|迁出|搬迁|拆除|安装|复工)"
    r"|已(?:安排|组织|调集|派出)(?![^,。;]{0,40}(?:完成|完毕|到位|已))[^,。;]{0,12}(?:抢修|施工|清运|清理|整改|修复|排查|整治|处置)|(?:工程|项目|修复|改造)(?:已)?(?:动工|破土)"
    r"|(?:余下|其余|剩下)[^,。;]{0,16}(?:正|计划|预计|将|拟|未)|(?:剩余|余下|其余|剩下)[^,。;已均]{0,12}(?:底|日|月)前[^,。;已]{0,8}$|完成(?:任务)?过半|(?:计划|拟)(?:于|在)?\d{4}年[^,。;]{0,12}(?:实施|启动|开工|建设|动工|开建)|(?:计划|拟)(?:[^,。;]{0,6}(?:底|初|月|季度))?(?:动工|开工)"
    r"|仍为[ⅣⅤ劣]|还差[^,。;]{1,6}$|正(?:在)?干着|还没(?:下来|到位|批)|待[^,。;]{1,12}(?:验收|批复|审批)后[^,。;]{0,6}(?:运行|投运|投产|启用)"
    r"|不(?:满足|符合|具备)[^,。;]{0,6}(?:销号|验收)|直排依旧|依旧(?:直排|存在)"
    r"|(?:任务|工程|项目|时限|工期|完成时间)[^,。;]{0,6}(?:延期|延长|顺延|推迟|延)[至到]|(?:同意|批准)延期[至到]"
    r"|暂缓(?:拆除|实施|整改|清理|施工|建设|搬迁|治理)|[因受][^,。;]{2,16}(?:暂停|停滞|受阻|搁置)|(?:尚|仍|还)有[^,。;]{1,12}未(?!发现)"
    r"|待[^,。;]{1,12}后(?:再)?(?:组织|开展|实施|启动|进行|招标|开工|施工|建设|办理)|(?:近期|即将|不日)(?:将)?(?:组织)?(?:实施|开工|启动|进场)|将[于在][^,。;]{1,12}后(?:实施|开展|启动|恢复|完成|进行)"
    r"|再次(?:责令|下达[^,。;]{0,8}(?:通知|决定))|(?:仅|只)完成|(?:到位|完成|合格|通过|达标|批准)后,?(?:方可|方能|才能|才可|再(?:恢复|投|行))|进入(?:整改)?销号程序|申请(?:验收)?销号|正准备|征求[^,。;]{0,8}意见|正组织|未按期"
    r"|(?:进度|进展|整改|推进)(?:严重|明显|较为|有所|较|偏|相对)?(?:滞后|缓慢|偏慢|较慢)(?:[,。;]|$)|未(?:达到?|完成|跟上)[^,。;]{0,4}(?:时序|序时)进度"
    r")"
)
_OPEN_WHOLE = re.compile(
    r"[^,。;已于]*月底(?:实现|全面|可)?(?:完工|竣工|通水|投运|投产|试运行|调试)(?:调试)?$|[^,。;未]{0,8}已?达到(?:序时|时序)进度(?:要求)?$|待[^,。;]{1,16}后(?:处置|清理|拆除|清运|整治|治理)$|[^,。;]{0,8}按(?:序时|时序|计划|节点|进度)(?:进度|要求)?(?:有序|正常|稳步)?推进中?$"
    r"|[^,。;]*(?:形象|工程|施工|建设|总体)进度(?:已)?(?:达到?|为|约|完成)?\d+(?:\.\d+)?%$"
    r"|(?!.*(?:防|避免|杜绝|遏制|警惕|未))[^,。;]*问题(?:出现)?反弹$"
)
# A day to come: 12月31日前完成整改 promises what 已于12月31日前完成 reports.
_BY_DAY = re.compile(
    r"^(?!.*(?:已|前完成了))[^,。;]*(?:年|月|日|底|末)(?:之|以)?前[^,。;]{0,14}(?:完成|到位|建成|完工|竣工|贯通|投运|销号|消除|装好|清零|清走|清完|拆完|拆清|封$|补播|补种|填平|修好|解决|恢复(?:植被|正常|运行|生产)|补植|完毕"
    r"|(?:全部|全面|彻底)[^,。;]{0,6}(?:清运|拆除|清理|清退|转运|关停|搬迁|复绿|取缔|封堵|覆盖|苫盖|安装|更换))"
)
_LISTED_ONLY = re.compile(
    r"(?:已|说)(?:转[^,。;]{2,10}?)?(?:列入|纳入|编入)[^,。;]{0,24}(?:计划|规划|方案|清单|储备|项目库|项目)$"
)
_ORDERED = re.compile(
    r"下达[^,。;\d]{0,6}(?:停产|停业|责令|限期|禁止)[^,。;\d]{0,8}(?:通知|决定)书?|无条件立行立改|责[令成](?!.{0,10}(?:已|均|全部))|立案(?!查处\d|\d)|限期(?!内)|限定[^,。;]{0,16}[日天周月]内|立即整改|立行立改(?!到位)|要求[^,。;]{2,16}立即(?:停|限产|清理|拆除)|(?:纪委|监委|公安|警方|检察)[^,。;]{0,8}(?:已)?介入调查|移[交送](?:给|至)?[^,。;]{0,8}(?:公安|司法|检察|纪检|纪委)"
)
_STAGED = re.compile(r"阶段性(?:地)?(?:完成|办结|整改|成效|成果|目标|任务)|基本完成|部分完成|初步完成")
_DONE = re.compile(
    r"(?=[业于优修全关去账低冲执投抢移栽坑渣堆口棚垃废水予彻均处安完封已打抽拆搬整更清现复市县硬立符苫覆解转达通都问改工治联竣专\d])(?:"
    r"(?:已|已经|均已|全部|全面|业已|都已)[^,。;]{0,14}?(?:完成|完工|竣工|建成|整改到位|落实到位|整治到位|处置到位|清理到位|拆除|关停|关闭|退出|取缔|搬离|搬迁|取得|办结|停产|修复|清运|封堵|恢复|投运|投入使用|通过验收|验收合格|解决|化解|消除|达标|到位|退还|缴纳|缴清|清零|疏通|清除|销毁|填平|回填|补植|清完|配齐)|现已(?:全部|均)?(?:更换|加装|安装)"
    r"|(?:安装|覆盖|硬化|封闭|苫盖|清理|更换|处置)到位$|(?:清理|清扫|冲洗|打捞)干净|(?:均已?|已?全部)[^,。;]{0,8}(?:转运|安装|加装|封闭|覆盖|清退|迁出|接入|纳管)"
    r"|\d[月日](?:起)?(?:已)?(?:恢复)?(?:正常|稳定)(?:运行|运转|供水)$|\d[月日]起(?:已)?恢复(?:运行|运转|生产|供水)$|已(?:恢复)?(?:正常|稳定)(?:运行|运转|供水)$|全部[^,。;\d]{0,6}(?:拨付|归还|追回)"
    r"|\d日(?:已)?恢复(?:正常)?(?:运行|生产|供水)$|\d{1,2}月(?:\d{1,2}日|底)?(?:已)?完成(?!\d)[^,。;]{0,20}(?:拆除|清运|清理|安装|整改|转运|封堵|更换|销毁|清退|改接|修复|维修|接入|铺设|纳管|疏通|回填|清淤|复绿|打捞)$"
    r"|已[^,。;]{0,12}(?:整改|整治)(?!方案|工作|计划|任务|措施)|(?:完成[^,。;]{0,12}|通过[^,。;]{1,12}|通过(?!整改))(?:验收|整治|整改|改造|建设|拆除|拆解|清理|修复|处置|搬迁|封堵|清运|清淤|转运|更换|回填|复绿|覆绿)(?:工作|任务)?$"
    r"|(?:改造|修复|工程|治理|复绿)(?:已|均已)?(?:全部|全面)?完成$"
    r"|于[^,。;]{2,14}(?:日|月|年|底)(?:全面|全部|顺利)?(?:完工|竣工|建成|完成|办结|投运|关停|拆除)|关停退出(?!后)|(?<![未待])(?:现场|复核|市级|县级|联合|竣工|专家)验收(?:通过|合格)|整改到位|整治到位|立行立改到位|完成(?:了)?(?:全部)?整改|问题(?:已)?(?:得到)?(?:有效|彻底)?解决"
    r"|(?:达到|优于|符合)[^,。;]{0,14}(?:标准|考核要求|要求|目标值?)(?:要求)?$|(?:达到|优于)[^,。;]{0,6}[ⅠⅡⅢⅣ]类(?:水质|水)?(?:标准)?$|完成[^,。;]{0,20}全部(?:工程)?建设|(?:清理|整治|处置|处理|转运|抽排|修复|封堵|拆除|整改|清运|清退|搬迁)(?:完毕|完成$)|已(?:全部)?(?:退养|取缔|停产|停业|覆绿|复绿)"
    r"|全部交由[^,。;]{2,20}处[置理]$|已(?:全部)?(?:清理|打捞|更换|加盖|改接)$|修好了$"
    # courts and villages: 本案执行完毕, 坑填了, 水质恢复达标, behind 组织验收: 予以通过
    r"|(?:执行|投放|抢修|拆解|移栽|栽植|打捞|清除|清扫|安装|更换)完毕|(?:坑|渣|堆|口|棚|垃圾|废料)(?:填|清|拆|封|搬)(?:平|走|完|掉)?了$|已(?:全部|均)?(?:清走|运走|搬走|移走)|水质恢复达标$|^予以通过$"
    r"|已(?:全部)?更换(?!了?部分)[^,。;]{2,12}(?:设备|设施|装置)$"
    # nothing comes out any more; finished last year; what those who looked at it call good
    r"|已无(?:污水|废水|水|异味|垃圾)[^,。;]{0,6}(?:流出|外排|排出|溢出)?$|整改(?:成效|效果|结果|工作)?予以(?:认可|肯定)"
    r"|已(?:全)?封闭$|账(?:已|都|全)?清了$|低于[^,。;]{0,14}(?:筛选值|管制值)[^,。;]{0,10}$"
    r"|去年(?:年?底|末|[上下]半年|\d{1,2}月底?)?(?:就)?已?(?:全面|全部)?(?:完工|竣工|建成|通水|投运)$|于[^,。;]{4,14}前完成了"
    r"|整改(?:措施|要求)(?:均|都)?已(?:经)?(?:全部|全面)?落实(?:到位)?$|解除(?:挂牌)?督办|已[^,。;]{0,20}(?:出售|清栏|出栏|空栏)(?:完毕)?$|彻底(?:治理|整治|清理|清除|取缔|拆除)$"
    r")"
)
# Parts of a remedy: what is told so and no further is done, and shown by stronger words where there are any.
_ACTED = re.compile(
    r"已(?:于[^,。;]{2,10})?(?:启用|追回|追缴|补缴|归还|规范|补充|补齐|完善|配套|增设|加装|安装|设置|配备|补办|划定)|已明确[^,。;]{2,20}(?:责任|主体|负责|管护)"
)
_DONE_WHOLE = re.compile(
    r"(?=[^,。;]*(?:依法|恢复正常))(?:"
    r"(?![^,。;]{0,40}(?:要求|责令|将|拟|应|须|督促|限期|计划|下一步|推动|确保|加快))[^,。;]{0,24}依法(?:予以|进行)?(?:拆除|取缔|关停|关闭|清除|填埋|封堵)"
    r"|(?![^,。;]*(?:要求|责[令成]|将|拟|应|须|督促|限期|计划|尽快|预计|前恢复))[^,。;]{0,24}恢复正常(?:运行|生产|供水|排放|运转)?$"
    r")"
)
_DROPPED = re.compile(
    r"(?=[不予任取工撤收终统计资项])(?:"
    r"(?:项目|工程|计划|任务)[^,。;]{0,10}(?:终止|取消|撤销|中止)|(?:终止|取消|撤销|不再)(?:实施|建设|推进)?[^,。;]{0,8}(?:项目|工程|实施|建设)|收回[^,。;]{0,12}资金|资金[^,。;]{0,14}收回|统一收回|予以终止|不再(?:实施|建设)"
    r")"
)
# 某镇将继续加强水库巡查管护, and no more is told: nothing is left to do but what is always to be done.
_DUTY = re.compile(
    r"[^,。;]{0,20}(?:将|要|须|应|今后|后续)?(?:继续|持续)(?:加强|做好|强化|加大|开展)[^,。;]{0,20}(?:巡查|管护|巡护|管养|监管|监测|看护|维护|排查)(?:工作|力度|频次)?$"
)
_ONGOING = re.compile(
    r"长期坚持|长期推进|常态化|长效机制|建立[^,。;]{0,4}[日周月]巡[查护河](?:机制|制度)|巩固[^,。;]{0,16}(?:成果|成效)|防止(?:问题)?反弹|久久为功|持续整改"
    # 清漂已转入常态, 一直要捡下去
    r"|转入常态|日产日清|[逐每][周月]巡[护查]|一直[^,。;]{0,6}下去"
)
_WEAK = re.compile(
    r"已(?:制定|编制)|加快|逐步|(?<!为)(?<!为了)推进(?!会|办公室)|继续|(?<!可)持续|积极(?:争取|向|推动)|统筹安排|纳入[^,。;]{0,10}计划"
)
# 督查组继续扩大检查范围: what inspectors do; 是推进保护的必然要求: why it matters.
_SAYS_NOTHING = re.compile(r"(?:督[察查]|检查|核查|暗访)组|(?:必然|内在|根本)(?:要求|选择)$")
# Named as an aim or an order to others, the finished state is not yet there.
_UNREAL = re.compile(
    r"(?=[下不争仍力务在尚尽要应待必拟指推无明暂未没直督确要计责还限难须预])(?:"
    # 要求其对粪污进行彻底清理, 限定七日内清理干净, 待清栏完毕后
    r"(?:要求|督促|责[成令])(?:其|该)[^,。;]{0,30}(?:进行|予以|开展)[^,。;]{0,8}(?:清理|整改|整治|清运|拆除|修复)$|"
    r"限定[^,。;]{0,32}[日天周月]内|待[^,。;]{1,16}(?:完毕|完成|到位|干净)后|"
    rf"{_NOT}(?:[^,。;]{{0,6}})(?:完成|到位|整改|办结|建成|拆除|取得|达到|符合)|(?:确保|力争|督促|要求|责[令成]|争取|计划|预计|拟|直至|直到|待|推动|指导|明确|应|须|必须|务必|限期(?!内))[^,。;]{{0,24}}(?:完成|到位|整改|办结|建成|拆除|取得|达标|达到|解决|消除)"
    r"|尽快(?:完成|恢复|整改|整治|清理|拆除|解决)|要(?:全部|全面|按期|如期)完成"
    r"|责[令成][^,。;]{0,16}(?:停产|停业|关停|恢复|清运|关闭)|在[^,。;]{2,20}的基础上$|下达[^,。;]{0,16}(?:通知书?|决定书?)|未(?:严格)?(?:落实|执行)"
    r")"
)
# 已完成，长期坚持: done, and neither closed nor without end; 已完成整改 closes whatever is kept up behind it.
KEPT_UP = re.compile(
    r"^(?:该问题|问题)?已(?:经|全部)?(?:(?P<closes>完成整改)|整改完成|完成)[,、]?(?:并|且|后续|今后|将|需|继续)*长期坚持"
)
# Said of the whole: what is left is the 销号 alone.
_FINISHED = re.compile(
    r"(?:该|此|本|上述)?(?:问题|任务|事项|整改工作)(?:现场)?[^,。;]{0,6}(?:已|均已|已经)[^,。;]{0,6}(?:完成整改|整改完成|整改到位|完成)$"
    r"|^(?:各项|全部|所有)?整改(?:任务|工作|事项)(?:已|均已)?(?:全部|全面|如期)?完成$"
    r"|(?:核实|核查|确认|认定|复核)[^,。;]{0,4}(?:已)?整改(?:完成|到位)$"
    r"|(?:通过|完成)[^,。;]{0,10}验收$|验收(?:通过|合格)$|^(?:目前|现|均|现场)?已?(?:全部|全面)?(?:完成整改|整改完成|整改到位)$"
)
# 问题现场已整改到位，公安机关正在追查
_HUNT = re.compile(r"公安|警方|案件|侦办|侦查|追查|追缉|追责|嫌疑")
_WEIGHTY = re.compile(r"目前|现已|截至|全部|均|该问题|此问题|全面")


TELLING = frozenset({Signal.DONE, Signal.CLOSED, Signal.OPEN, Signal.STAGED, Signal.PENDING})
"""What only words say that tell how far something got."""


class Finding(NamedTuple):
    """A signal and the phrase that gives it."""

    signal: Signal
    span: Span
    whole: bool = False


class Judgement(NamedTuple):
    """A status and the words that show it (None: nothing says how far it got)."""

    status: Status
    span: Span | None


UNKNOWN = Judgement(Status.UNKNOWN, None)


# 你县上报材料称“已完成整改”: only claimed; 逾期未完成的将约谈: threatened; 因规划正在调整: the reason alone
_CLAIMED = re.compile(r"称[:,]?[“\"]|逾期(?:仍)?[未不][^,。;]{0,10}的|^(?:因|由于)[^,。;]{2,20}正在[^,。;]{2,6}$")
_TITLED = re.compile(r"《[^》]*》")  # 未落实《关于全面退出…的意见》: the title of a paper tells no state


@lru_cache(maxsize=4096)  # offices say most things in the same words
def weigh(words: str) -> tuple[Signal, bool]:
    """The signal of one folded phrase, and whether it speaks of the whole problem."""
    words = _TITLED.sub("《》", words) if "《" in words else words
    if _CLAIMED.search(words):
        return Signal.NONE, False
    words = words.strip("()[]【】")
    if "销号" in (words := words.replace("销了号", "销号")) or "摘牌" in words:
        if _ACCEPTED.search(words):
            return Signal.CLOSED, True
        if not _CLOSED_NOT.search(words):
            return Signal.CLOSED, any((_OF_WHOLE.search(words), _BY_OFFICE.search(words), _BARE.fullmatch(words)))
        if _NOT_CLOSED.search(words):  # 尚未批复销号: in the hands of those who approve it
            return (Signal.PENDING if "批复" in words else Signal.OPEN), False
        if _APPLYING.search(words):
            return Signal.PENDING, False
        return Signal.NONE, False
    if "整改" in words and _CLOSED_WHOLE.match(words):
        return Signal.CLOSED, True
    if words.endswith("验收") and _ACCEPTANCE.match(words):
        return Signal.PENDING, False
    if ("待" in words and _AWAITED.match(words)) or (words.endswith(_PAPER_ENDS) and _PAPERS.search(words)):
        return Signal.PENDING, False
    if _STAGED.search(words):
        return Signal.STAGED, False
    if _OPEN.search(words) or _OPEN_WHOLE.match(words) or ("前" in words and _BY_DAY.match(words)):
        return Signal.OPEN, False
    if _DROPPED.search(words):
        return Signal.DROPPED, False
    if _LISTED_ONLY.search(words):
        return Signal.OPEN, False
    if (_DONE.search(words) or _DONE_WHOLE.match(words)) and not _UNREAL.search(words):
        return (Signal.OPEN if _is_step(words) else Signal.DONE), False
    if _ORDERED.search(words):
        return Signal.ORDERED, False
    if _ACTED.search(words):
        return Signal.ACTED, False
    if _ONGOING.search(words):
        return Signal.ONGOING, False
    return (Signal.WEAK if _WEAK.search(words) and not _SAYS_NOTHING.search(words) else Signal.NONE), False


def _is_step(words: str) -> bool:
    """完成…初稿, 完成…可研: a step, unless all is said to be finished (全部完成审批)."""
    return _STEP_DONE.search(words) is not None and not _ALL_DONE.search(words)


_STEP_DONE = re.compile(rf"完成[^,。;]{{0,24}}?(?:{_STEP})|(?:{_STEP})[^,。;]{{0,6}}(?:已|均已)?完成")
_ALL_DONE = re.compile(r"已?全部|整改|审批程序|考核")


def read_signals(folded: str, spans: Iterable[Span]) -> list[Finding]:
    """Findings of all phrases that say something, in order."""
    return [finding for span in spans for finding in _signals(folded, span)]


@lru_cache(maxsize=1024)
def _signals(folded: str, span: Span) -> tuple[Finding, ...]:
    """Remembered, because each site of a record asks for what the record was judged by."""
    found: list[Finding] = []
    for phrase in phrases(folded, span):
        start, words = without_mark(folded, phrase)
        signal, whole = weigh(words)
        if signal:
            found.append(Finding(signal, (start, start + len(words)), whole))
    return tuple(found)


def judge(
    folded: str,
    spans: Sequence[Span],
    *,
    problem: Span | None = None,
    heading: Judgement | None = None,
    day: date | None = None,
) -> Judgement:
    """The status of a record (or of a site) from its own words, its chapter heading, and what its problem says.

    A composite takes its least advanced part. An explicit 阶段性 chapter stays staged over a 持续推进 text; a finished
    chapter yields only to the text's own 尚未/正在. ``day`` is the notice's: 2024年11月底完工 is a plan before it only.
    """
    findings = _outrun(folded, [_seen_from(folded, found, day) for found in read_signals(folded, spans)])
    if heading is not None and heading.status is not Status.UNKNOWN:
        return _under_heading(folded, findings, problem, heading)
    if not findings:
        meant = promised(folded, spans)
        return Judgement(Status.PLANNED, meant) if meant else UNKNOWN
    by: dict[Signal, list[Finding]] = defaultdict(list)
    for finding in findings:
        by[finding.signal].append(finding)
    if by[Signal.OPEN] and _only_planned(folded, by, spans, problem):
        return Judgement(Status.PLANNED, shown_by(folded, [f.span for f in by[Signal.OPEN]]))
    finished = _finished(folded, findings) if by[Signal.PENDING] or by[Signal.OPEN] else []
    if by[Signal.PENDING] and not by[Signal.OPEN] and (told := finished or _only_pending(folded, by)):
        return Judgement(Status.DONE, _best(folded, told))
    if _only_hunted(folded, by, finished):
        by[Signal.OPEN] = []
    if still_open := by[Signal.OPEN] or by[Signal.PENDING]:
        return Judgement(Status.IN_PROGRESS, _best(folded, still_open))
    if by[Signal.STAGED]:
        return Judgement(Status.STAGED, _best(folded, by[Signal.STAGED]))
    if by[Signal.CLOSED]:
        if by[Signal.ONGOING] and _kept_up(folded, by[Signal.CLOSED]):
            return Judgement(Status.DONE, _best(folded, by[Signal.CLOSED]))
        status = Status.CLOSED if _closes_all(folded, by[Signal.CLOSED], problem) else Status.DONE
        return Judgement(status, _best(folded, by[Signal.CLOSED]))
    if by[Signal.DONE]:
        return _done(folded, by, problem)
    if by[Signal.ACTED]:
        return Judgement(Status.DONE, _best(folded, by[Signal.ACTED]))
    if for_ever := _for_ever(folded, by[Signal.ONGOING]):
        return Judgement(Status.ONGOING, for_ever)
    if by[Signal.ORDERED]:
        return Judgement(Status.IN_PROGRESS, _best(folded, by[Signal.ORDERED], first=True))
    if by[Signal.WEAK] and not by[Signal.ONGOING] and all(_DUTY.match(folded, *f.span) for f in by[Signal.WEAK]):
        return Judgement(Status.ONGOING, by[Signal.WEAK][0].span)
    for signal, status in (
        (Signal.DROPPED, Status.DROPPED),
        (Signal.ONGOING, Status.ONGOING),
        (Signal.WEAK, Status.IN_PROGRESS),
    ):
        if by[signal]:
            return Judgement(status, by[signal][0].span)
    return UNKNOWN


def _for_ever(folded: str, findings: Iterable[Finding]) -> Span | None:
    """长期坚持, said of the problem in so many words, where it was said last."""
    spans = [f.span for f in findings if f.signal is Signal.ONGOING and "长期坚持" in folded[slice(*f.span)]]
    return spans[-1] if spans else None


def _only_hunted(folded: str, by: dict[Signal, list[Finding]], finished: Sequence[Finding]) -> bool:
    """Whether the hunt for who did it is all that goes on, where the place was put right (已全部清运)."""
    put_right = finished or any("全部" in folded[slice(*f.span)] for f in by[Signal.DONE])
    return bool(put_right) and all(_HUNT.search(folded, *f.span) for f in by[Signal.OPEN])


def _seen_from(folded: str, found: Finding, day: date | None) -> Finding:
    """What was to be finished by a month that is over by then was finished."""
    if day is None or found.signal is not Signal.OPEN:
        return found
    return found._replace(signal=Signal.DONE) if is_over(folded, found.span, day) else found


def _outrun(folded: str, findings: list[Finding]) -> list[Finding]:
    """Without what has been outrun where the whole is told as finished behind it: 1月进场施工，… 5月完成销号."""
    finished = _finished(folded, findings)
    last = max((at for at, f in enumerate(findings) if f.signal is Signal.CLOSED or f in finished), default=-1)
    return [
        found
        for at, found in enumerate(findings)
        if found.signal is not Signal.OPEN or at > last or not _BEGAN.fullmatch(folded, *found.span)
    ]


_BEGAN = re.compile(
    r"(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|底|初)?(?:已)?(?:[该本此]?(?:项目|工程))?(?:正式|全面)?(?:启动|开工|动工|进场|进入)(?:建设|施工|实施)?(?:阶段)?|原(?:计划|定)[^,。;]*|[^,。;]*延期[至到][^,。;]*"
    # …于2024年6月底前全部处理完毕, and behind it: 整改任务已全面完成
    r"|[^,。;]*于20\d\d年(?:底|\d{1,2}月(?:\d{1,2}日|底)?)前[^,。;]*(?:完毕|完成|到位|拆除|清运|搬迁|关停|取缔)"
)


def _kept_up(folded: str, closing: Sequence[Finding]) -> bool:
    """已完成，长期坚持, and no word of a 销号: the duty goes on, so nobody has closed it."""
    return all(not _CLOSED_WORD.search(folded, *f.span) and _says_kept_up(folded, f.span) for f in closing)


def _says_kept_up(folded: str, span: Span) -> bool:
    kept = KEPT_UP.match(folded[span[0] : span[1] + _NEXT])
    return kept is not None and kept["closes"] is None


_NEXT = 12  # characters behind a phrase: ，今后将长期坚持


def _finished(folded: str, findings: Iterable[Finding]) -> list[Finding]:
    """What is said of the whole problem: that only its 销号 is left."""
    return [f for f in findings if f.whole or _FINISHED.search(folded[slice(*f.span)])]


def _only_pending(folded: str, by: dict[Signal, list[Finding]]) -> list[Finding]:
    """What is finished where its 销号 is under way, and not a plan for a day to come."""
    return [] if any(_MEANT.search(folded[slice(*f.span)]) for f in by[Signal.PENDING]) else by[Signal.DONE]


def _only_planned(folded: str, by: dict[Signal, list[Finding]], spans: Sequence[Span], problem: Span | None) -> bool:
    """Nothing but meant: neither finished parts nor work under way, which the problem itself may tell of."""
    reached = problem is not None and _REACHED.search(folded, *problem) is not None
    if reached or any(by[signal] for signal in (Signal.DONE, Signal.CLOSED, Signal.STAGED)):
        return False
    still_open = [f.span for f in by[Signal.OPEN]]
    return nothing_begun(folded, still_open, spans, ordered=bool(by[Signal.ORDERED]), acted=bool(by[Signal.ACTED]))


_REACHED = re.compile(r"完成[^,。;\d]{0,8}\d+(?:\.\d+)?%")


def _under_heading(folded: str, findings: list[Finding], problem: Span | None, heading: Judgement) -> Judgement:
    closing = [f for f in findings if f.signal is Signal.CLOSED]
    still_open = [f for f in findings if f.signal is Signal.OPEN]
    pending = [f for f in findings if f.signal is Signal.PENDING]
    if closing and not still_open and not pending and _closes_all(folded, closing, problem):
        return Judgement(Status.CLOSED, _best(folded, closing))
    if heading.status in _ON_THE_WAY and not closing and (for_ever := _for_ever(folded, findings)):
        return Judgement(Status.ONGOING, for_ever)
    if heading.status in (Status.DONE, Status.CLOSED) and still_open:
        return Judgement(Status.IN_PROGRESS, _best(folded, still_open))
    if heading.status in (Status.DONE, Status.CLOSED):
        done = [f for f in findings if f.signal in (Signal.DONE, Signal.CLOSED)]
        if staged := [f for f in findings if f.signal is Signal.STAGED and _REPORTED_SO.search(folded, *f.span)]:
            return Judgement(Status.STAGED, staged[-1].span)
        if pending and not closing:  # 现申请销号: its own words say that the 销号 is still to come
            return Judgement(Status.DONE, _best(folded, done or pending))
        return Judgement(heading.status, _best(folded, done) if done else heading.span)
    return heading


_ON_THE_WAY = (Status.STAGED, Status.IN_PROGRESS)
_REPORTED_SO = re.compile("按阶段性|阶段性完成")  # 本次按阶段性完成申报, among what is to be struck off


def _done(folded: str, by: dict[Signal, list[Finding]], problem: Span | None) -> Judgement:
    """Finished by its words, unless the very problem is a missing 销号, which only a 销号 can mend."""
    if problem is not None and _NOT_CLOSED.search(folded[slice(*problem)]):
        going_on = by[Signal.WEAK] or by[Signal.ONGOING] or by[Signal.DONE]
        return Judgement(Status.IN_PROGRESS, _best(folded, going_on, first=True))
    return Judgement(Status.DONE, _best(folded, by[Signal.DONE]))


def _closes_all(folded: str, closing: list[Finding], problem: Span | None) -> bool:
    """Whether 销号 is said of every part of the problem, or of the problem as such."""
    if any(finding.whole for finding in closing) or problem is None:
        return True
    parts = [part for part in sentences(folded, problem) if not _HEADLINE.match(folded, *part)]
    if len(parts) < 2:
        return True
    reached = {_nearest_part(folded, finding, parts) for finding in closing}
    return len(reached) >= len(parts)


_HEADLINE = re.compile(r"(?:关于|针对)[^。;]{2,60}问题\s*(?:[。:]|$)|\([^()。;\n]{2,30}\)\s*$", re.MULTILINE)


def _nearest_part(folded: str, finding: Finding, parts: Sequence[Span]) -> int:
    words = _pairs(folded[begins_at(folded, finding.span[0], "。\n") : finding.span[1]])
    overlaps = [len(words & _pairs(folded[slice(*part)])) for part in parts]
    return overlaps.index(max(overlaps))


def _pairs(words: str) -> set[str]:
    return {words[i : i + 2] for i in range(len(words) - 1)}


def _best(folded: str, findings: Sequence[Finding], *, first: bool = False) -> Span:
    """The phrase that a reader would point at: one that says 目前/全部/该问题; among equals the last (or the first)."""

    def weight(item: tuple[int, Finding]) -> tuple[int, int, int]:
        index, finding = item
        weighty = len(_WEIGHTY.findall(folded[slice(*finding.span)]))
        return finding.whole, weighty, -index if first else index

    return max(enumerate(findings), key=weight)[1].span


def goes_on(folded: str, span: Span | None) -> bool:
    """Whether these words say that work goes on, and nothing more."""
    return span is not None and weigh(folded[slice(*span)])[0] is Signal.WEAK
