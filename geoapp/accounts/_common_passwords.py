"""The passwords that are tried first; compared without case, once as they are and once without digits at the end."""

_WORDS = """
    0000000000 0123456789 0987654321 1111111111 111111111a 1112223334 1122334455 123123123123 123321123321
    1234567890 12345678910 123456789a 147258369 1472583690 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz@wsx 5201314
    6666666666 8888888888 9876543210 a123456789 a1234567890 aa12345678 aaa123456789 abc123456789 abcd123456
    abcdefghij access admin administrator aini1314 asdf asdfgh asdfghjkl baseball batman changeme changeme123
    changsha default dragon football geoapp geoapp123456 guest hello huanbao hunan iloveyou letmein login master
    mima111111 monkey nihao p@ssw0rd p@ssword passw0rd password princess qazwsx qazwsxedc qq123456789 qweasdzxc
    qwerty qwerty123456 qwertyuiop root secret shengtai sunshine superman test test123456 testtest toor trustno1
    user user123456 wang123456 welcome woaini woaini1314 woaini520 woaini521 wodemima yiyang zaq12wsx zhang123456
    zhenggai zxcvbnm
"""
COMMON = frozenset(_WORDS.split())
