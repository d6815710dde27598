/* Made by scripts/count-letter-pairs: for each letter (the first row: for the beginning of a word)
 * the surprise of each next one (first: the end), in half bits from a to z. */
static const char letters[] = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ";
static const char surprises[][sizeof letters / 2 + 2] = {
    "zjjhljnrjmthliiigjhjlmnpnowzzzpsomurw", /*   */
    "fpljlkmolslkhjfrlikhnpmmmoqzzzznkzpox", /* а */
    "mfqptwgxrjxphokgshmtgxnsrxonnrvxqhzzz", /* б */
    "jesqsohrrgzmjqihpnlmkzqtuptzjtzzqhzzz", /* в */
    "ifomnoizzkwpkoleuhoqhwqxtvzzxtwvwjzzz", /* г */
    "kfqlpogiphzknoiglkkojvosqqzzpqxrpizxz", /* д */
    "gpokmjpnlrkjiifnlgjiqqponoqzzzxuswvty", /* е */
    "kfosujewzfzmmsgjqtpqhztwoszzztuztkzwz", /* ж */
    "ndlimkkuqjxmojhhmknqjuxtsozylnzypkzyz", /* з */
    "goojnmkpkmhjkhiomiiivmknkppzzzzpkzzwz", /* и */
    "bspormrzrrzmmmikrogjvsytuozzvzzvpxwyz", /* й */
    "jewmwwkzugxqjtnfrjjkixrnwszzysuvyjzzz", /* к */
    "kfrsprgrxgzomrmgtyopjstxtzzzqfxkjhzuz", /* л */
    "ffjotsgzwhzooolhltnsivvwswzzkuwvsizzz", /* м */
    "jgusjkhxqgznuuhgxxkkkqrqqrzzilzqkizvv", /* н */
    "gqjgjilnlqlkjiiqkhijrqpqlpuzzzynqvnuz", /* о */
    "nhwuzxfzyjzqlvoeoenoiyqrtvzzrtzrtizzz", /* п */
    "jfqnonfpuhznpmkfqolkisostozznryqmizzz", /* р */
    "kirntsitzjzgkolijplektpsrqzzphzuikzzz", /* с */
    "igskxtgvvfzlnrjgsijpjtruruzznhzrpkzzz", /* т */
    "fklhmkknmsojijiqkiiirppsmnnzzzrjqyomz", /* у */
    "kgzrqvhzzgttjnofvhoojlvzvzzzrovvtfzzz", /* ф */
    "cgtmvtjzzkzuqomgvjnpjuszxvzzxrsvxizxz", /* х */
    "litorwfzoezmuzsnqzprnzuswzzzojzmlezzz", /* ц */
    "lfzwzxepzfzlqtfktspnkzqusrzzzrzzxkzzz", /* ч */
    "kgumwzfzzezjmpjjtoniiwwuswzzwszzsjzzz", /* ш */
    "qgyyyycyydyyyyqmyyyuiyyyyyyyysyyynyyy", /* щ */
    "rrrrrrbrrrrrrrrrrrrrrrrrrrrrrrrrerrrr", /* ъ */
    "gznhqmfsnzfnngszmmnkzzgvmmvzzzxzszzzz", /* ы */
    "ezqqrqozmuqexofjtxgkztuqsmxzzzznkzqnz", /* ь */
    "kvpmmmvvppkegjgvlihipjpqvjvvvvvvvvvvv", /* э */
    "dsnipnwprvroqpmuqkngzvvvgwfzzzvmwztlz", /* ю */
    "cuqlolktlzqnnijsqmoirwmoqwnzzzvlqzxoz", /* я */
    "elmimhsplzjjikhnnkjkqqpommqzzzzokunny", /* і */
    "btplomttpyqmlmisqkmkytntqtyyyyyyyysty", /* ї */
    "dyslnjyrsyrklgiyqjkfsrppttyyyyyktypyy", /* є */
    "ffmkmjgrrmrrmrrjrhmihrrrrrrrrrrmrkrrr", /* ґ */
};
