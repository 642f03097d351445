r"""The commands of TeX that a student's formula may use: signs, layout, fonts, nothing else.

They are those of MathJax's core and of its parts for AMS, without what gives an element of the
page a link, a class, an id or a style (``\href``, ``\class``), what makes new names for that
(``\def``, ``\let``, ``\newcommand``), what loads more (``\require``), and what moves or
enlarges things so that they may lie over others (``\raise``, ``\Huge``).
"""

_NAMES = """
acute aleph alpha amalg And angle approx approxeq arccos arcsin arctan arg array Arrowvert
arrowvert ast asymp atop backepsilon backprime backsim backsimeq backslash bar barwedge Bbb Bbbk
bcancel because begin beta beth between bf Big big bigcap bigcirc bigcup Bigg bigg Biggl biggl
Biggm biggm Biggr biggr Bigl bigl Bigm bigm bigodot bigoplus bigotimes Bigr bigr bigsqcup
bigstar bigtriangledown bigtriangleup biguplus bigvee bigwedge binom blacklozenge blacksquare
blacktriangle blacktriangledown blacktriangleleft blacktriangleright bm bmod boldsymbol bot
bowtie Box boxdot boxed boxminus boxplus boxtimes brace bracevert brack breve buildrel bullet
Bumpeq bumpeq cal cancel cancelto Cap cap cases cdot cdotp cdots centerdot cfrac check checkmark
chi choose circ circeq circlearrowleft circlearrowright circledast circledcirc circleddash
circledR circledS clubsuit colon coloneqq complement cong coprod cos cosh cot coth cr csc Cup
cup curlyeqprec curlyeqsucc curlyvee curlywedge curvearrowleft curvearrowright dagger daleth
dashleftarrow dashrightarrow dashv dbinom ddagger ddddot dddot ddot ddots deg Delta delta det
dfrac diagdown diagup Diamond diamond diamondsuit digamma dim displaylines displaystyle div
divideontimes dot Doteq doteq doteqdot dotplus dots dotsb dotsc dotsi dotsm dotso doublebarwedge
doublecap doublecup Downarrow downarrow downdownarrows downharpoonleft downharpoonright ell
emptyset end enspace epsilon eqalign eqalignno eqcirc eqqcolon eqsim eqslantgtr eqslantless
equiv eta eth exists exp fallingdotseq fbox Finv flat forall frac frak frown Game Gamma gamma
gcd ge geq geqq geqslant gets gg ggg gggtr gimel gnapprox gneq gneqq gnsim grave gt gtrapprox
gtrdot gtreqless gtreqqless gtrless gtrsim gvertneqq hat hbar hbox hdashline heartsuit hline hom
hookleftarrow hookrightarrow hphantom hslash idotsint iff iiiint iiint iint Im imath impliedby
implies in inf infty injlim int intercal intop iota it jmath Join kappa ker Lambda lambda land
langle LaTeX lbrace lbrack lceil ldotp ldots le leadsto left Leftarrow leftarrow leftarrowtail
leftharpoondown leftharpoonup leftleftarrows Leftrightarrow leftrightarrow leftrightarrows
leftrightharpoons leftrightsquigarrow leftthreetimes leq leqalignno leqq leqslant lessapprox
lessdot lesseqgtr lesseqqgtr lessgtr lesssim lfloor lg lgroup lhd lim liminf limits limsup ll
llcorner Lleftarrow lll llless lmoustache ln lnapprox lneq lneqq lnot lnsim log Longleftarrow
longleftarrow Longleftrightarrow longleftrightarrow longmapsto Longrightarrow longrightarrow
looparrowleft looparrowright lor lozenge lrcorner Lsh lt ltimes lVert lvert lvertneqq maltese
mapsto mathbb mathbf mathbin mathcal mathclose mathds mathfrak mathinner mathit mathop mathopen
mathord mathpunct mathrel mathring mathrm mathscr mathsf mathstrut mathtt matrix max mbox
measuredangle mho mid middle min mit mod models mp mu multimap nabla natural ncong ne nearrow
neg negmedspace negthickspace negthinspace neq newline nexists ngeq ngeqq ngeqslant ngtr ni
nLeftarrow nleftarrow nLeftrightarrow nleftrightarrow nleq nleqq nleqslant nless nmid nolimits
nonumber not notag notin nparallel nprec npreceq nRightarrow nrightarrow nshortmid
nshortparallel nsim nsubseteq nsubseteqq nsucc nsucceq nsupseteq nsupseteqq ntriangleleft
ntrianglelefteq ntriangleright ntrianglerighteq nu nVDash nVdash nvDash nvdash nwarrow odot oint
Omega omega omicron ominus operatorname oplus oslash otimes over overbrace overleftarrow
overleftrightarrow overline overparen overrightarrow overset owns parallel partial perp phantom
Phi phi Pi pi pitchfork pm pmatrix pmb pmod pod Pr prec precapprox preccurlyeq preceq
precnapprox precneqq precnsim precsim prime prod projlim propto Psi psi qquad quad rangle rbrace
rbrack rceil Re rfloor rgroup rhd rho right Rightarrow rightarrow rightarrowtail
rightharpoondown rightharpoonup rightleftarrows rightleftharpoons rightrightarrows
rightsquigarrow rightthreetimes risingdotseq rm rmoustache root Rrightarrow Rsh rtimes rVert
rvert scr scriptscriptstyle scriptstyle searrow sec setminus sf sharp shortmid shortparallel
shoveleft shoveright sideset Sigma sigma sim simeq sin sinh smallfrown smallint smallsetminus
smallsmile smile space spadesuit sphericalangle sqcap sqcup sqrt sqsubset sqsubseteq sqsupset
sqsupseteq square stackrel star strut Subset subset subseteq subseteqq subsetneq subsetneqq
substack succ succapprox succcurlyeq succeq succnapprox succneqq succnsim succsim sum sup Supset
supset supseteq supseteqq supsetneq supsetneqq surd swarrow tag tan tanh tau tbinom TeX text
textbf textit textnormal textrm textsf textstyle texttt textup tfrac therefore Theta theta
thickapprox thicksim thinspace tilde times to top triangle triangledown triangleleft
trianglelefteq triangleq triangleright trianglerighteq tt twoheadleftarrow twoheadrightarrow
ulcorner underbrace underleftarrow underleftrightarrow underline underparen underrightarrow
underset unlhd unrhd Uparrow uparrow Updownarrow updownarrow upharpoonleft upharpoonright uplus
Upsilon upsilon upuparrows urcorner varDelta varepsilon varGamma varinjlim varkappa varLambda
varliminf varlimsup varnothing varOmega varPhi varphi varPi varpi varprojlim varpropto varPsi
varrho varSigma varsigma varsubsetneq varsubsetneqq varsupsetneq varsupsetneqq varTheta vartheta
vartriangle vartriangleleft vartriangleright varUpsilon varXi Vdash vDash vdash vdots vec vee
veebar Vert vert vphantom Vvdash wedge widehat widetilde wp wr xcancel Xi xi xleftarrow
xrightarrow yen zeta"""
COMMANDS = frozenset(_NAMES.split())
