/* Exponentials, logarithms and what is made of them, without a branch: compilers make vector code of loops over these.

   Each definition stands between blank lines; a comment goes with what follows it. What a name with _short defines
   serves in its place where results are rounded to float32, what one with _usual defines where no exponential overflows
   or underflows. Polynomials are those of symact/numeric/coefficients.py. */

static inline uint64_t sym_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double sym_from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* x between two numbers; nan stays */
static inline double sym_between(double least, double x, double most)
{
    const double cut = x < least ? least : x;
    return cut > most ? most : cut;
}

/* its last bit is 1, and bits to be added to the exponent of a float follow below */
static inline double sym_shift(void)
{
    return 0x1.8p52 + 2046.0;
}

static inline double sym_shift_short(void)
{
    return 0x1.8p52 + 1023.0;
}

static inline double sym_shift_usual(void)
{
    return 0x1.8p52 + 1023.0;
}

/* the whole number n next to x/log(2), in the lowest bits */
static inline double sym_shifted(double x)
{
    return fma(x, 0x1.71547652b82fep0, sym_shift());
}

/* exp(r) - 1 for what r is left of x, |r| <= 0.35 */
static inline double sym_exp_rest(double x)
{
    const double n = sym_shifted(x) - sym_shift(), r = fma(n, -LOG_2_LOW, fma(n, -LOG_2_HIGH, x));
    return fma(r * r, sym_polynomial_exp_small(r), r);
}

static inline double sym_left_short(double x)
{
    return fma(sym_shifted(x) - sym_shift(), -LOG_2_HIGH, x);
}

static inline double sym_exp_rest_short(double x)
{
    const double r = sym_left(x);
    return r * sym_polynomial_exp_slope(r);
}

/* exp(r) */
static inline double sym_exp_left(double x)
{
    return 1.0 + sym_exp_rest(x);
}

static inline double sym_exp_left_short(double x)
{
    const double r = sym_left(x);
    return fma(r, sym_polynomial_exp_slope(r), 1.0);
}

/* p * 2**n, rounded to a subnormal number once; |x| <= 1400 */
static inline double sym_scaled(double p, double x)
{
    const uint64_t n = sym_bits(sym_shifted(x)), half = sym_bits(fma(x, 0x1.71547652b82fep-1, 0x1.8p52 + 1023.0));
    return p * sym_from_bits(half << 52) * sym_from_bits((n - half) << 52);
}

/* |x| <= 708, by one multiplication */
static inline double sym_scaled_usual(double p, double x)
{
    return p * sym_from_bits(sym_bits(sym_shifted(x)) << 52);
}

/* |x| <= 709.8; 2**-1023 is 0 and 2**1024 infinite */
static inline double sym_scaled_short(double p, double x)
{
    return p * sym_from_bits(sym_bits(sym_shifted(x)) << 52);
}

/* x where exp(x) is a number, else an end */
static inline double sym_cut(double x)
{
    return sym_between(-1400.0, x, 1400.0);
}

static inline double sym_cut_short(double x)
{
    return sym_between(-709.1, x, 709.8);
}

static inline double sym_cut_usual(double x)
{
    return x;
}

static inline double sym_cut_below(double x)
{
    return x < -1400.0 ? -1400.0 : x;
}

static inline double sym_cut_below_short(double x)
{
    return x < -709.1 ? -709.1 : x;
}

static inline double sym_cut_below_usual(double x)
{
    return x;
}

/* factor * exp(high + low), rounded once where the exponential underflows; factor finite where it is 0 */
static inline double sym_times_exp(double factor, double high, double low)
{
    const double x = sym_cut(high), p = sym_exp_left(x);
    return sym_scaled(factor * fma(p, low, p), x);
}

static inline double sym_times_exp_short(double factor, double high, double low)
{
    const double x = sym_cut(high + low);
    return sym_scaled(factor * sym_exp_left(x), x);
}

static inline double sym_exp(double x)
{
    const double cut = sym_cut(x);
    return sym_scaled(sym_exp_left(cut), cut);
}

/* exp(x) for x <= 0 */
static inline double sym_falling_exp(double x)
{
    const double cut = sym_cut_below(x);
    return sym_scaled(sym_exp_left(cut), cut);
}

/* exp(x) - 1 */
static inline double sym_expm1(double x)
{
    const double cut = sym_between(-60.0, x, 1400.0), q = sym_exp_rest(cut), near = cut < 40.0 ? cut : 40.0;
    const double a = sym_scaled(1.0, near), great = sym_scaled(1.0 + q, cut);
    return x < 40.0 ? fma(q, a, a - 1.0) : great;
}

static inline double sym_expm1_short(double x)
{
    const double cut = sym_between(-60.0, x, 700.0), a = sym_scaled(1.0, cut);
    return fma(sym_exp_rest(cut), a, a - 1.0);
}

/* exp(x) - 1 for x <= 0 */
static inline double sym_falling_expm1(double x)
{
    const double cut = x < -60.0 ? -60.0 : x;
    const uint64_t shifted = sym_bits(fma(cut, 0x1.71547652b82fep0, 0x1.8p52 + 1023.0));
    const double a = sym_from_bits(shifted << 52);
    return fma(sym_exp_rest(cut), a, a - 1.0);
}

/* log((1 + s)/(1 - s)) for |s| <= 1/3 */
static inline double sym_log_ratio(double s)
{
    const double z = s * s;
    return fma(s * z, sym_polynomial_log_small(z), 2.0 * s);
}

/* log(1 + e) for 0 <= e <= 1 */
static inline double sym_log1p_unit(double e)
{
    return sym_log_ratio(sym_quotient(e, 2.0 + e));
}

/* a / b for 2**-100 < b < 2**100 */
static inline double sym_quotient(double a, double b)
{
    return a / b;
}

/* a / b with 45 bits, by the reciprocal in float32 and a step of Newton's iteration */
static inline double sym_quotient_short(double a, double b)
{
    const double r = (double)(1.0f / (float)b);
    return a * (r * fma(-b, r, 2.0));
}

/* log(u + c) for a c that is far less than u */
static inline double sym_log_sum(double u, double c)
{
    const double scale = u < 0x1p-1000 ? 0x1p100 : 1.0;
    const uint64_t moved = sym_bits(u * scale) + (sym_bits(1.0) - sym_bits(0x1.6a09e667f3bcdp-1));
    const double n = sym_from_bits((moved >> 52) | sym_bits(0x1p52)) - (0x1p52 + 1023.0);
    const double m = sym_from_bits((moved & 0xfffffffffffffULL) + sym_bits(0x1.6a09e667f3bcdp-1));
    const double f = (m - 1.0) + c * sym_from_bits(sym_bits((0x1.8p52 + 1023.0) - n) << 52), k = u < 0x1p-1000 ? n - 100.0 : n;
    const double value = fma(k, LOG_2_HIGH, fma(k, LOG_2_LOW, sym_log_ratio(f / (2.0 + f))));
    return u > 0.0 ? (u < INFINITY ? value : u) : u == 0.0 ? -INFINITY : NAN;
}

static inline double sym_log(double x)
{
    return sym_log_sum(x, 0.0);
}

static inline double sym_log1p(double x)
{
    const double u = 1.0 + x, rest = u - x, lost = x - (u - rest) + (1.0 - rest);
    return fabs(x) < 0x1p-60 ? x : sym_log_sum(u, fabs(u) < INFINITY ? lost : 0.0);
}
