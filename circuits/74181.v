// 74181: 4-bit arithmetic logic unit and function generator
//
// Pins:
//    1 B0    second operand, weight 1
//    2 A0    first operand, weight 1
//    3 S3    function select, weight 8
//    4 S2    function select, weight 4
//    5 S1    function select, weight 2
//    6 S0    function select, weight 1
//    7 CN    carry in, active low where the data are active high
//    8 M     mode: high for logic, low for arithmetic
//    9 F0    result, weight 1
//   10 F1    result, weight 2
//   11 F2    result, weight 4
//   12 GND   ground
//   13 F3    result, weight 8
//   14 AEQB  all of F high: A = B after subtracting (data sheet: A=B)
//   15 P     carry propagate, for a 74182 (data sheet: P with a bar, or X)
//   16 CN4   carry out, as CN (data sheet: Cn+4)
//   17 G     carry generate, for a 74182 (data sheet: G with a bar, or Y)
//   18 B3    second operand, weight 8
//   19 A3    first operand, weight 8
//   20 B2    second operand, weight 4
//   21 A2    first operand, weight 4
//   22 B1    second operand, weight 2
//   23 A1    first operand, weight 2
//   24 VCC   supply
//
// With active-high data, where a bar is ', + is or, juxtaposition is and:
//
//   S3-0   M = 1        M = 0 and CN = 1 (without carry)    M = 0 and CN = 0 (with carry)
//   0000   A'           A                                   A plus 1
//   0001   (A + B)'     A + B                               (A + B) plus 1
//   0010   A'B          A + B'                              (A + B') plus 1
//   0011   0            minus 1                             zero
//   0100   (AB)'        A plus AB'                          A plus AB' plus 1
//   0101   B'           (A + B) plus AB'                    (A + B) plus AB' plus 1
//   0110   A xor B      A minus B minus 1                   A minus B
//   0111   AB'          AB' minus 1                         AB'
//   1000   A' + B       A plus AB                           A plus AB plus 1
//   1001   (A xor B)'   A plus B                            A plus B plus 1
//   1010   B            (A + B') plus AB                    (A + B') plus AB plus 1
//   1011   AB           AB minus 1                          AB
//   1100   1            A plus A                            A plus A plus 1
//   1101   A + B'       (A + B) plus A                      (A + B) plus A plus 1
//   1110   A + B        (A + B') plus A                     (A + B') plus A plus 1
//   1111   A            A minus 1                           A
//
// The same levels read as active-low data give the data sheet's other table.
//
// Source: Texas Instruments, "SN74LS181 Arithmetic Logic Units/Function Generators", data sheet SDLS136, tables 1
// and 2 and logic diagram

module sn74181 (
  input A0, A1, A2, A3, B0, B1, B2, B3, S0, S1, S2, S3, M, CN,
  output F0, F1, F2, F3, CN4, AEQB, P, G);
  wire arithmetic, x0, x1, x2, x3, y0, y1, y2, y3, c0, c1, c2, c3;

  // What becomes of bit k of A and B, chosen by S: with active-high data, xk: no carry passes; yk: none arises.
  assign x0 = ~(A0 | S0 & B0 | S1 & ~B0);
  assign x1 = ~(A1 | S0 & B1 | S1 & ~B1);
  assign x2 = ~(A2 | S0 & B2 | S1 & ~B2);
  assign x3 = ~(A3 | S0 & B3 | S1 & ~B3);
  assign y0 = ~(S2 & A0 & ~B0 | S3 & A0 & B0);
  assign y1 = ~(S2 & A1 & ~B1 | S3 & A1 & B1);
  assign y2 = ~(S2 & A2 & ~B2 | S3 & A2 & B2);
  assign y3 = ~(S2 & A3 & ~B3 | S3 & A3 & B3);

  // With active-high data, ck: a carry goes into bit k; high throughout where M is high.
  assign arithmetic = ~M;
  assign c0 = ~(arithmetic & CN);
  assign c1 = ~(arithmetic & (x0 | y0 & CN));
  assign c2 = ~(arithmetic & (x1 | y1 & x0 | y1 & y0 & CN));
  assign c3 = ~(arithmetic & (x2 | y2 & x1 | y2 & y1 & x0 | y2 & y1 & y0 & CN));

  assign F0 = x0 ^ y0 ^ c0;
  assign F1 = x1 ^ y1 ^ c1;
  assign F2 = x2 ^ y2 ^ c2;
  assign F3 = x3 ^ y3 ^ c3;
  assign AEQB = F0 & F1 & F2 & F3;

  assign P = ~(y3 & y2 & y1 & y0);
  assign G = ~(x3 | y3 & x2 | y3 & y2 & x1 | y3 & y2 & y1 & x0);
  assign CN4 = ~G | ~P & CN;
endmodule
