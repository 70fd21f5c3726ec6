// 74138: 3-line to 8-line decoder with three enables
//
// Pins:
//    1 A0   address, weight 1 (data sheet: A)
//    2 A1   address, weight 2 (data sheet: B)
//    3 A2   address, weight 4 (data sheet: C)
//    4 G2A  enable, active low
//    5 G2B  enable, active low
//    6 G1   enable, active high
//    7 Y7   output 7, active low
//    8 GND  ground
//    9 Y6   output 6, active low
//   10 Y5   output 5, active low
//   11 Y4   output 4, active low
//   12 Y3   output 3, active low
//   13 Y2   output 2, active low
//   14 Y1   output 1, active low
//   15 Y0   output 0, active low
//   16 VCC  supply
//
// While G1 is high and G2A and G2B are low, the output that the address A calls is low; all others are high.
//
// Source: Texas Instruments, "SN74LS138 3-Line to 8-Line Decoders/Demultiplexers", data sheet SDLS014

module sn74138 (
  input A0, A1, A2, G1, G2A, G2B,
  output Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7);
  wire enable;

  assign enable = G1 & ~G2A & ~G2B;

  assign Y0 = ~(enable & ~A2 & ~A1 & ~A0);
  assign Y1 = ~(enable & ~A2 & ~A1 & A0);
  assign Y2 = ~(enable & ~A2 & A1 & ~A0);
  assign Y3 = ~(enable & ~A2 & A1 & A0);
  assign Y4 = ~(enable & A2 & ~A1 & ~A0);
  assign Y5 = ~(enable & A2 & ~A1 & A0);
  assign Y6 = ~(enable & A2 & A1 & ~A0);
  assign Y7 = ~(enable & A2 & A1 & A0);
endmodule
