/* Exponentials, logarithms and what is made of them, without a branch: compilers make vector code of loops over these.

   Each definition stands between blank lines; a comment goes with what follows it. What a name with _short defines
   serves in its place where results are rounded to float32. Polynomials are those of symact/numeric/coefficients.py. */

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

/* 2**n for a whole |n| <= 1022 */
static inline double sym_power_of_two(double n)
{
    return sym_from_bits(sym_bits(n + (0x1.8p52 + 1023.0)) << 52);
}

/* the n next to x/log(2); any x beyond 2**51 gives nonsense that is a number */
static inline double sym_steps(double x)
{
    return fma(x, 0x1.71547652b82fep0, 0x1.8p52) - 0x1.8p52;
}

/* exp(x - n*log(2)) - 1, by the polynomial on |r| <= 0.35 */
static inline double sym_exp_rest(double x, double n)
{
    const double r = fma(n, -LOG_2_LOW, fma(n, -LOG_2_HIGH, x));
    return fma(r * r, sym_polynomial_exp_small(r), r);
}

/* p * 2**n, rounded to a subnormal number once */
static inline double sym_scaled(double p, double n)
{
    const double half = fma(n, 0.5, 0x1.8p52) - 0x1.8p52;
    return p * sym_power_of_two(half) * sym_power_of_two(n - half);
}

static inline double sym_scaled_short(double p, double n)
{
    return p * sym_power_of_two(n);
}

static inline double sym_least(void)
{
    return -1400.0;
}

static inline double sym_least_short(void)
{
    return -700.0;
}

/* factor * exp(high + low), rounded once where the exponential underflows; factor finite where it is 0 */
static inline double sym_times_exp(double factor, double high, double low)
{
    const double n = sym_steps(high), p = 1.0 + sym_exp_rest(high, n), value = sym_scaled(factor * fma(p, low, p), n);
    return high < sym_least() ? factor * 0.0 : high > -sym_least() ? factor * INFINITY : value;
}

static inline double sym_exp(double x)
{
    const double n = sym_steps(x), value = sym_scaled(1.0 + sym_exp_rest(x, n), n);
    return x < sym_least() ? 0.0 : x > -sym_least() ? INFINITY : value;
}

/* exp(x) for x <= 0 */
static inline double sym_falling_exp(double x)
{
    const double n = sym_steps(x), value = sym_scaled(1.0 + sym_exp_rest(x, n), n);
    return x < sym_least() ? 0.0 : value;
}

static inline double sym_expm1(double x)
{
    const double n = sym_steps(x), q = sym_exp_rest(x, n), a = sym_power_of_two(n < 64.0 ? n : 64.0);
    const double value = n < 64.0 ? fma(q, a, a - 1.0) : sym_scaled(1.0 + q, n);
    return x < -60.0 ? -1.0 : x > 720.0 ? INFINITY : value;
}

static inline double sym_expm1_short(double x)
{
    const double n = sym_steps(x), q = sym_exp_rest(x, n), a = sym_power_of_two(n);
    const double value = fma(q, a, a - 1.0);
    return x < -60.0 ? -1.0 : x > 700.0 ? INFINITY : value;
}

/* exp(x) - 1 for x <= 0 */
static inline double sym_falling_expm1(double x)
{
    const double n = sym_steps(x), a = sym_power_of_two(n), value = fma(sym_exp_rest(x, n), a, a - 1.0);
    return x < -60.0 ? -1.0 : value;
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
    const double f = (m - 1.0) + c * sym_power_of_two(-n), k = u < 0x1p-1000 ? n - 100.0 : n;
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
