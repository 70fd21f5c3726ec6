// 74157: four 2-input multiplexers with one select
//
// Pins:
//    1 S    select (data sheet: A/B with a bar on A)
//    2 A1   input of multiplexer 1, for S = 0
//    3 B1   input of multiplexer 1, for S = 1
//    4 Y1   output of multiplexer 1
//    5 A2   input of multiplexer 2, for S = 0
//    6 B2   input of multiplexer 2, for S = 1
//    7 Y2   output of multiplexer 2
//    8 GND  ground
//    9 Y3   output of multiplexer 3
//   10 B3   input of multiplexer 3, for S = 1
//   11 A3   input of multiplexer 3, for S = 0
//   12 Y4   output of multiplexer 4
//   13 B4   input of multiplexer 4, for S = 1
//   14 A4   input of multiplexer 4, for S = 0
//   15 G    strobe, active low
//   16 VCC  supply
//
// While G is low, Y is A where S is 0, and B where S is 1; while G is high, Y is low.
//
// Source: Texas Instruments, "SN74157 Quadruple 2-Line to 1-Line Data Selectors/Multiplexers", data sheet SDLS058

module sn74157 (
  input A1, A2, A3, A4, B1, B2, B3, B4, S, G,
  output Y1, Y2, Y3, Y4);

  assign Y1 = ~G & (S ? B1 : A1);
  assign Y2 = ~G & (S ? B2 : A2);
  assign Y3 = ~G & (S ? B3 : A3);
  assign Y4 = ~G & (S ? B4 : A4);
endmodule
