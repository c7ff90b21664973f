"""What stands before and behind a name and tells what it is to the case: patterns of relations, asked by roles.

Actors, sources, addresses, what takes something in or suffers, the banks of a water, works of one's own.
"""

from __future__ import annotations

import re

# Who acts is no place: 桃江镇政府, 三方检测公司.
ACTOR_AFTER_RE = re.compile(
    r"(?:人民)?政府|党委|党组|党工委|工委|管委会|管理委员会|委员会|指挥部|办公室|分局|局(?!部|面)|大队|支队|中队|执法|派出所|公安|"
    r"(?:人民)?法院|检察院|纪委|监委|街道办|办事处|村委|支部|领导|负责人|干部|书记|镇长|乡长|组(?!织)|检测|监测站|监测中心|生态环境|环境保护|环保局|住建|城管|"
    r"自然资源|农业农村|水利局|应急|市场监管|人大|政协"
)
ACTOR_BEFORE_RE = re.compile(
    r"(?:委托|聘请|邀请|委派|请|与|和)?(?:了)?(?:有资质的?|专业的?|第三方|三方)+(?:检测|监测|技术|服务|环保)*$|(?:委托|聘请|邀请)(?:了)?$"
)
ACTOR_NAME_RE = re.compile(r"检测|监测|环境技术|环境咨询|评估|设计院|监理|招标|律师")

# Relations that make a named thing a mention (facts: mentions are sources, addresses, containers, instruments).
SOURCE_BEFORE_RE = re.compile(r"(?:从|自|由|取自|引自)(?:[^，,。；;：:]{0,16}、)?$")
SOURCE_AFTER_RE = re.compile(r"(?:[、和与][^，,。；;：:]{1,12})?(?:引水|引入|调水|取水|补水|抽水|供水|引)")
TOOL_BEFORE_RE = re.compile(r"(?:开启|启用|启闭|利用|依托|借助|调度|运用)(?:了)?(?:[^，,。；;：:]{0,16}、)?$")
LOCATED_BEFORE_RE = re.compile(
    r"(?:紧邻|紧靠|毗邻|邻近|靠近|临近|位于|地处|坐落(?:于|在)?|地址[为：:]?|住址|住在|家住|作为|(?:送|清运|转运|外运|调运|拉运|运)(?:[至到往]|至[省市县区镇乡])|送|交由|交|距离?|注册地)$"
)
# A cell or field that says where, not what.
MEANT_RE = re.compile(r"(?:[该此]|上述)(?:公司|企业|厂|场|矿|站|项目)$")  # 该公司|位于…
LABEL_BEFORE_RE = re.compile(r"(?:行政|所属|所在|被反映)(?:区域|区县|地)[：:]?\s*\Z")
MOUTH_BEFORE_RE = re.compile(r"(?<=[河江湖溪渠港沟干])入$")  # 东河入|南江闸口
# 小溪为|某江|一级支流, 小河是|某湖|入湖河流之一: another water tells which one the problem's is.
IS_BEFORE_RE = re.compile(r"[是为系属]$")
BRANCH_AFTER_RE = re.compile(r"的?(?:[一二三]级|主要|重要|最大)?(?:支[流沟]|入[湖河江库]|水系)")
# 抽查|某河|沿线发现: where somebody looked.
LOOKED_AFTER_RE = re.compile(r"(?:沿[线岸]|流域)(?:开展)?(?:检查|巡查|暗访|抽查|排查|督察)(?:时|中)?发现")
AT_SECTION_RE = re.compile(
    r"(?:[上中下]游|入[河江湖库]口?|出境|入境|跨界|交界|出口|入口)?(?:[国省市县][控考])?(?:监测)?断面"
)  # the section measures it
# 雨水冲刷致|某河|水体浑浊, 淋溶水影响下游|某溪|水质: what somebody else's doing did to the water.
HARMS_BEFORE_RE = re.compile(
    r"(?:致使?|造成|导致|使得?|引起|引发|污染|影响|波及|危及|威胁)(?:到|了)?(?:附近|周边|下游|门前)?的?$"
)
# 对某镇|某河|水质造成影响.
HARMED_AFTER_RE = re.compile(r"(?:水质|水体|水环境)?(?:造成|产生|带来|构成)[^，,。；;]{0,4}(?:影响|污染|威胁)")
LIST_OR_END_RE = re.compile(r"[、。；;\n]")
# 某村，|某某公司夜间生产; 某村三组、四组之间的|某某采石场: an address, though a sign stands in it.
ONLY_ADDRESS_RE = re.compile(r"[,，]|(?:[一二三四五六七八九十\d]+组[、和与至到]?)+(?:之间|交界处|境内)?的?")
# 某某水务公司|某镇污水处理厂: who runs what is the public's.
RUNS_PUBLIC_WORKS_RE = re.compile(r"水务|水业|供水|净水|污水处理")
# 某村|生猪养殖场…: a farm or works without a name.
FARM_AFTER_RE = re.compile(r"[^，,。；;、：:]{0,6}?(?:养殖场|养猪场|猪场|砖厂|加工厂|加工点|作坊|砂场|石场)")
CLAUSE_SIGN_RE = re.compile(r"[，,。；;：:、！？!?\n“”]")
# 影响|某村, 附近|某村|臭味浓烈: who suffers.
SUFFERS_BEFORE_RE = re.compile(
    r"(?:影响|波及|危及|危害|附近|周边|靠近|邻近|毗邻|临近|飘[至到向])(?:到|了)?(?:附近|周边|下游|上游)?的?(?:[\u4e00-\u9fff]{1,4}[镇乡])?$"
)
# 某某公司|厂区东侧固废堆场: where and of what, no name.
OWN_PART_RE = re.compile(
    r"(?:厂区?内?|院内|场内)?(?:[东西南北]{1,2}[侧面部])?(?:露天|临时|新建?|老|原|临[江河湖海])?"
    r"(?:[\u4e00-\u9fff]{0,3}(?:[渣灰煤矿砂土料]|固废|危废|石膏|煤炭|矸石|砂石|化学品|危化品|原料|产品|废水|污水|雨水|生产))?"
    r"(?:堆场|渣场|渣库|渣堆场?|堆存场|堆放场|贮存场|泊位|煤场|料场|灰场|车间|仓库|罐区|储罐区|排污?口|处理站|沉淀池|收集池)"
)
# Between a water and what lies on it: 某水|文武镇|段|白鹅电站, 某江|左岸|滨江路|沿线.
ALONG_ADDRESS_RE = re.compile(r"(?:[上中下]游|城区|干流|支流|[左右两]岸|沿岸|沿线|岸边|边|畔|旁|境内|内|河|江)?段?的?")
SEEPS_BEFORE_RE = re.compile(r"(?:淋溶|淋滤|渗|雨水冲刷)[^，,。；;]{0,16}(?:汇入|流入|进入|注入)$")
# 污水溢流进入|某河, 涌水经沟渠汇入|某江, 弃渣滚落至|某溪: the water only takes in what somebody else lets out.
RUNS_INTO_RE = re.compile(
    r"(?:(?:[排流汇注渗漏溢淌泄冲滚](?:放|淌|漏|流|落|刷)?)(?:入|进入?|到|至|向|往|达)|进入|直[排抵]|[漏偷]排|溢流)(?:到|至|入|了|进入?)?"
    r"(?:附近|下游|旁边|门前|[\u4e00-\u9fff]{2,6}[河江湖溪]?支流|[\u4e00-\u9fff]{1,4}[镇乡])?的?$"
)
# 某某景区|周边民宿, 某湖|周边面源污染: what has no name of its own is told by what it lies around.
AROUND_AFTER_RE = re.compile(
    r"(?:周边|附近|周围)的?(?:[一多数\d]+[家处个座])?(?:[\u4e00-\u9fff]{0,6}"
    r"(?:民宿|客栈|饭店|餐馆|餐饮|农家乐|酒店|农户|养殖|种植|面源|生活污水|污水|企业|作坊|商户))"
)
# 粪污直排|某河: what somebody lets into a water; waters run on by themselves.
LET_INTO_RE = re.compile(r"(?:直排|排[入至到进]|排放[至到入])(?:到|至|入)?$")
# …，河水发黑: what everybody sees.
SEEN_RE = re.compile(
    r"[^。；;]{0,24}?(?:发[黑臭白红绿黄]|变[黑红绿白黄色]|黑臭|浑浊|泡沫|白沫|起沫|泛泡|墨绿|灰黑|呈[\u4e00-\u9fff]{1,4}色|死鱼|鱼[虾类]?[^，,。；;]{0,3}死|污染带)"
)
# 污水经|某河|进入某渠.
CONDUIT_BEFORE_RE = re.compile(r"[水液污][^，,。；;]{0,6}(?:经由?|通过|沿)$")
CONDUIT_AFTER_RE = re.compile(r"(?:最终|直接)?(?:进入|流入|汇入|排入|直排)")
HARMED_RE = re.compile(
    r"发黑|发臭|黑臭|变黑|变色|浑浊|死鱼|鱼死|水质|水体|超标|劣[Ⅴ五V]|河水|湖水|溪水|灰黑|墨绿|泡沫|白沫|河段有|水华|蓝藻|水面|富营养"
)
# 由某某公司|承担, 某某公司|中标: hired to mend it.
HIRED_BEFORE_RE = re.compile(r"由$")
HIRED_AFTER_RE = re.compile(r"(?:负责|承担|中标|承建|代为|运营|施工(?!现场|期)|编制|实施|捐)")
# 某某园区|部分企业: many without a name.
SOME_FIRMS_RE = re.compile(
    r"(?:内|的|里)*(?:部分|多家|个别|少数|一些|有的|\d+家)[^，,。；;]{0,8}(?:企业|公司|厂|作坊|园区)|(?<=区)企业|(?<=园)企业"
)
# 某江两岸的|某某砂场.
BANKS_RE = re.compile(
    r"(?:干流)?(?:岸线|[左右两东西南北]岸|沿岸|沿线|岸边|边|畔|旁边?)(?:滩地|堤外|堤内)?(?:的|一?[家处座])?"
)
# 某河上游|某某渣场, 某河上游侧|某某码头: the water says where.
UPSTREAM_OF_RE = re.compile(r"[上下]游侧?的?")
DOES_THERE_RE = re.compile(r"(?:有人在?|有人到|破坏|侵占|占用|压占|损毁)$")
# 甲镇、乙镇|某河沿岸: the banks only say where in the towns, but for what belongs to the river (码头, 采砂).
SHORES_RE = re.compile(
    r"(?:沿岸|两岸|沿线|沿河|岸边|流域)(?![^，,。；;]{0,8}(?:码头|砂|船|排口|排污口|岸线|网箱|围网|堤))"
)
# 甲镇、乙镇2个乡镇|污水处理厂: the works of each, told one by one later.
WORKS_OF_EACH_RE = re.compile(
    r"等?(?:[\d一二两三四五六七八九十]+个?(?:乡镇|镇|街道|乡))?(?:的)?(?:生活)?(?:污水|垃圾|自来)[^，,。；;设管]{0,4}[厂站场]"
)
# 流经甲镇、乙镇, 位于甲镇、乙镇交界处: towns that only say where something else is.
NOT_A_LIST_RE = re.compile(r"(?:流经|途经|贯穿|横跨|穿过|经过|位于|地处|跨越?|连接|来自|涉及|辖)[^，,。；;：:]{0,16}$")
# Works that take in what others send, and neighbours that only say where: 进入某某污水处理厂, 相邻的某某采石场.
TAKES_IN_BEFORE_RE = re.compile(
    r"(?:(?:抽排|抽|引|泵送|转移|转运|收集|输送|运送)[至到入往]|进入|接入|纳入|送往|送入|运到|移至|搬至|搬迁至|迁至|转移至|交给|输送至|(?:清运|转运|外运|拉运|运送|运输)[^，,。；;：:]{0,16}[至到往](?:本?[县市区])?|来自[\u4e00-\u9fff]{1,4}[镇乡]|相邻的?|毗邻的?|邻近的?|[飘吹传][到至向进]|波及|影响到?|危及)$"
)
# 甲路、乙路一带|雨污混接: the streets themselves are where the trouble is.
STREETS_RE = re.compile(
    r"(?:等)?(?:片区|一带|沿线|路段|段|两侧|周边)?的?(?:雨污|(?:生活)?污水|排水|管网|雨水|黑臭|积水)"
)
# 某路|货车遗撒严重, 某省道|两侧堆放弃料; not 某路|一家烧烤店, 某路与|某街口.
STREET_TROUBLE_RE = re.compile(
    r"(?:等)?(?:路段|沿[线途]|两[侧旁]|周边|附近|[东西南北]侧|[^，,。；;、一某与]{1,6}段)?的?[^，,。；;、一某与交家处厂店站场坊]{0,10}?"
    r"(?:扬尘|抛洒|遗撒|撒漏|破损|积尘|堆[放存]|倾倒|乱倒|气味|异味|臭|施工|垃圾|弃[料土渣]|污水|积水|混接|枯死|噪[声音]|裸土|裸露)"
)
# 某江…，泥浆直接排入江中: the river told before.
LET_IN_AGAIN_RE = re.compile(r"(?:直排|[排流倒冲淌][入进到至])(?P<kind>[江河湖])(?:道|中|内|里)?(?=[，,。；;、]|$)")
# 某路与某街|交叉口的夜市烧烤油烟扰民: many without a name; not 交叉口|某烧烤店.
CROSSING_TROUBLE_RE = re.compile(
    r"(?:路?口|交叉(?:路?口|处)|交[会汇]处)(?:附近)?的?[^，,。；;、一某家\d店厂]{0,8}(?:油烟|噪[声音]|扰民|异味|恶臭|扬尘|积水)"
)
# 某县道|未设置应急池和防撞护栏, 某公路|路面破损: what the road itself lacks, or what became of it.
ROAD_LACKS_RE = re.compile(
    r"(?:[^，,。；;、一某与交]{0,6}段)?(?:路面[^，,。；;]{0,4}(?:污染|破损|损坏|塌陷|积尘|泥泞)"
    r"|(?:均|也|仍)?(?:未[设安建]|无|没有|缺少|缺乏)[^，,。；;]{0,14}(?:应急|防护|防撞|护栏|隔离))"
)
WORN_BEFORE_RE = re.compile(r"(?:[压轧碾]坏|碾压|轧烂|损毁)(?:了)?$")  # 重车压坏|某公路
# 某某村|群众反映强烈: who complains is not what is complained of.
COMPLAINANTS_RE = re.compile(
    r"(?:部分|周边|附近|一带)?的?(?:群众|村民|居民|百姓|住户|敏感点)(?:多次|长期|持续|经常|时常|夜间)*"
    r"(?:反映|反应|投诉|举报|信访|意见|不满|来[信电访]|闻到|连续|开展|受|无法|不敢)"
)
# 该酒店为某某大酒店, 沟渠为三支渠: the inquiry says what the complaint could not.
GOES_ON_RE = re.compile(r"(?![，,。；;、:：(（的位在及和与河湖水岸沿流段支上中下内边])[\u4e00-\u9fff]")
IDENTIFIED_RE = re.compile(
    r"(?:该|此|涉事|被举报|举报的?|反映的?)?(?:处|企业|公司|酒店|店|餐馆|砂场|工地|项目|沟渠|水体|河段|河流|地块|养殖场|小区|换热站|泵站|加工点|摊点|渣场|对象|作坊|厂|场|矿|坑|点位?)"
    r"(?:实际)?(?:名称|全称)?(?:实际|应|实)?(?:为|系|即)[^，,。；;：:]{0,14}$"
)
# 长江保护法, 清溪河保护条例, 某某湖保卫战: the name of a rule or an undertaking.
RULE_AFTER_RE = re.compile(r"(?:经济带)?(?:大?保护法|保护条例|管理条例|管理办法|保卫战|攻坚战|大保护|保护修复攻坚)")
# Works of upkeep on public plants: what is done for the water, not what the case is about.
UPGRADE_RE = re.compile(r"(?:二期|一期|三期|完成|实施|正在|开展)*(?:提标|扩容|扩建|改造|新建|建设|升级|提质)")
# 新建日处理2万吨的|某县第二污水处理厂: what is done for the water, also where a report has no other part.
NEW_WORKS_BEFORE_RE = re.compile(
    r"(?<![拟未批占])新建(?:了|成)?(?:[^，,。；;、]{0,8}\d+(?:\.\d+)?(?:万|余)*吨[^，,。；;、]{0,4}的)?$"
)
JOINT_BEFORE_RE = re.compile(r"(?:与|同|跟)$")
JOINT_AFTER_RE = re.compile(r"(?:[^，,。；;：:]{0,4})(?:联合|协商|签订|对接|共同|交界|相邻)")
# 某某断面|总磷年均浓度0.092: the section only says how dirty the water is.
MEASURED_AFTER_RE = re.compile(
    r"[的处]?(?:水质)?(?:[（(][^（）()]{1,8}[）)])?(?:年均|月均|平均|均值|最大|最高|累计)?(?:值|浓度)?"
    r"(?:总磷|总氮|氨氮|化学需氧量|高锰酸盐|溶解氧|生化需氧量|五日生化|石油类|挥发酚|氟化物|COD|[砷镉铅汞锑铊铬锰锌铜镍])(?:(?!超)[^，,。；;]){0,10}?\d"
)
# 某某镇|镇区管网破损, 某某乡|集镇污水直排: the town itself is where the trouble is.
TOWN_NETWORK_RE = re.compile(
    r"(?:[、和与及](?:[一-鿿]{1,5}(?:镇|乡|街道))?){0,12}(?:的?(?:镇区|集镇|圩镇|场镇|街区|建成区|老街|中心区))?的?(?:雨污|雨水|污水|生活污水|排水|供水|截污|配套)*(?:管网|管道|直排)"
)
# What is threatened is not yet dirtied: 威胁某某河水质安全.
THREATENED_BEFORE_RE = re.compile(r"(?:威胁|危及)(?:[\u4e00-\u9fff]{2,6}支流)?$")
# 影响|某村居民: who suffers is not what the case is about; 影响|某河水质 is a water that has been fouled.
AFFECTED_BEFORE_RE = re.compile(r"影响到?(?:[\u4e00-\u9fff]{2,6}支流)?$")
# 污水经某渠|汇入|某江: what a water does that has taken something in, not what waste does (直排, 排入).
RUNS_ON_RE = re.compile(r"[汇流注]入[\u4e00-\u9fff]{0,4}$")
# 渗滤水最终汇入|某江: a confluence, where it flows on to.
JOINS_BEFORE_RE = re.compile(r"最终汇入$")
# 某河左岸|4个入河排污口: the river itself, told by its outlets.
BANK_OUTLETS_RE = re.compile(r"(?:[左右两]岸|沿岸|沿线|沿河)?的?\d+[个处](?:入河|生活)?[^，,。；;、]{0,4}排污?口")
# 花桥村旁|一座废弃采石坑: the village tells where the nameless thing is.
NAMELESS_NEAR_RE = re.compile(
    r"(?:旁边?|附近|周边|交界处?)(?:有|的)?(?:[一两某]|\d+[处家座个]|多[处家]|(?<=有)人|新增|违规|随意|堆[放存]|倾倒)"
)
# 某某尾矿库|周边扬尘, 某某铜矿|周边草原破坏: what works do around them is theirs.
AROUND_WORKS_RE = re.compile(
    r"(?:周边|附近|周围)的?(?:大面积)?(?:扬尘|粉尘|积尘|异味|草原|草地|植被|林地|农田|耕地|土壤|地下水|水体|环境|生态)"
)
# Passed on the way, not dirtied: 从某某公园经过.
PASSED_BEFORE_RE = re.compile(r"(?:从|途经|经过|路过|绕行)$")
PASSED_AFTER_RE = re.compile(r"(?:经过|通过|路过)")
# 干渠|甲桥至乙闸段: where a reach begins and ends.
REACH_FROM_RE = re.compile(r"[至到][^，,。；;、]{1,12}段")
# 柳塘村段|清溪河, 柳塘村至某公路段|清溪河.
REACH_AFTER_RE = re.compile(r"(?:[至到][^，,。；;、]{1,12})?河?段的?")
MANY_AFTER_RE = re.compile(r"(?:境内)?(?:多|若干|众多)[家处个座户]")
# 灌河|流域化工园区: the basin says only which parks are meant.
BASIN_AFTER_RE = re.compile(
    r"(?:黄金)?(?:生态)?经济[带区圈]|大保护|禁渔|[十百]年禁渔|流域(?:内|沿线)?的?[^，,。；;：:、]{0,4}园区"
)
ALONG_SECTION_RE = re.compile(
    r"沿线|沿岸|[上下]游(?:约?\d+米|发现|有|一处)|(?:以)?[上下]游?(?:河段|沿线|流域)|附近|周边"
)
# 实施某河清淤疏浚工程|时, 某湖圩堤加固工程|取土场: work on a water that only says when or for what.
UNDERTAKING_AFTER_RE = re.compile(r"[^，,。；;、]{1,12}(?:工程|项目)(?:时|中|期间|过程|取土|弃渣|弃土|施工|建设|需)")
NEAR_AFTER_RE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}[上下]游约?\d+米|旁边?|岸线|岸边|[左右]岸|[河江湖淀]?边(?![境防缘]|[^，,。；;边]{1,3}边)|畔|河滩|航道|(?:防洪|防汛)?(?:大堤|江堤|河堤|堤防|堤[内外岸])|附近|对面|门口|隔壁|后面|前面|楼下|周边|交叉口|路口|[东西南北]侧(?!水[体域面])|[东西南北]面|以[东西南北]|交界)"
)
# 某某工业园|某化工企业: one firm in it, without its name.
ONE_FIRM_RE = re.compile(r"内?(?:的|有)?(?:[一某](?!某)|一家)[^，,。；;]{0,8}(?:企业|公司|厂)")
# 某某钨矿|尾砂坝下游农田: where the trouble is, not what it is.
BELOW_AFTER_RE = re.compile(
    r"[^，,。；;、\d]{0,6}[上下]游(?!约?\d)[^，,。；;]{0,4}(?:农田|耕地|村|河|溪|水体|土壤|居民)"
)
# 某江某某电站|库区漂浮物, 某河某某闸|上游围网: on the water itself, which the works only mark.
ON_WATER_RE = re.compile(rf"库[区尾]|坝[前上]|[上下]游|{NEAR_AFTER_RE.pattern}")
PRAISED_RE = re.compile(r"其中[^，,。；;]{0,30}$")
PRAISED_AFTER_RE = re.compile(r"[^，,。；;]{0,6}(?:提级|晋级|获评|获得|荣获|评为|创成|达到[A-D]级|引领)")
# Works on, or pollution of, the place itself: what makes a place told only in the rectification a subject.
OWN_WORKS_RE = re.compile(
    r"关停|关闭|取缔|拆除|退出|搬迁|整治|治理|修复|清挖|清运|清淤|污染|废水|废气|废渣|渗滤|偷排|直排|溢流|超标|立案|停产|停业|黑臭|销号|回填|闭库|封场|复绿|清理|清除|扬尘|噪声|异味|臭气|改造|达标"
    r"|满溢|溢出|外排|粉尘|油烟|超深|越界|逸散"
)
RESTORED_RE = re.compile(r"削坡|覆土|复垦|补播")
# 某河|上游, 某电站|坝下, 某桥|南一家皮革厂: works that only mark where.
UP_OR_DOWN_RE = re.compile("[上下]游|坝[上下]|[东西南北](?=[一某有])")
# 厂前溢流口: on which side, no name.
SIDE_OUTLET_RE = re.compile("(?:厂区?)?[前后内外东西南北]{1,2}[侧岸面]?(?:溢流口|排污?口|排放口|雨水口)")
MEASURED_RE = re.compile("检测|监测(?!站|中心)")
TRIBUTARY_OF_RE = re.compile(r"的?(?:[一二三]级|主要|重要|最大|左岸|右岸|上游|下游|重点)?支[流沟]的?|[上下]游的")
TRIBUTARY_RE = re.compile(r"[河江溪水渠]支[流沟]$")  # of a water, and without a name of its own
# A whole county is the subject where the problem is about its air, soil or the like and names nothing smaller.
COUNTYWIDE_RE = re.compile(r"空气|大气|优良天数|PM2\.?5|臭氧|扬尘|秸秆|土壤|耕地|地下水|声环境|水环境质量|水质")
