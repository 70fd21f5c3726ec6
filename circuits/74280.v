// 74280: 9-bit odd/even parity generator and checker
//
// Pins:
//    1 G     input
//    2 H     input
//    3 NC    not connected
//    4 I     input
//    5 EVEN  high where an even number of inputs is high (data sheet: Sigma even)
//    6 ODD   high where an odd number of inputs is high (data sheet: Sigma odd)
//    7 GND   ground
//    8 A     input
//    9 B     input
//   10 C     input
//   11 D     input
//   12 E     input
//   13 F     input
//   14 VCC   supply
//
// ODD = A xor B xor ... xor I, and EVEN = not ODD.
//
// Source: Texas Instruments, "SN74LS280 9-Bit Odd/Even Parity Generators/Checkers", data sheet SDLS152

module sn74280 (
  input A, B, C, D, E, F, G, H, I,
  output EVEN, ODD);
  wire abc, def, ghi;

  assign abc = A ^ B ^ C;
  assign def = D ^ E ^ F;
  assign ghi = G ^ H ^ I;
  assign ODD = abc ^ def ^ ghi;
  assign EVEN = ~ODD;
endmodule
